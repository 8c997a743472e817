// How the browser of tests is started.

export const BROWSER = {
  executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
};
