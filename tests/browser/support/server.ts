// The real program, on a free port and with a folder of its own.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PASSWORD = 'a long enough one';
const root = new URL('../../..', import.meta.url).pathname;
const program = process.env['RIALTO_BIN'] ?? join(root, 'target/debug/rialto');

export interface Account {
  readonly name: string;
  readonly password: string;
}

/** A server, or one that was stopped and can be started again on the same data and port. */
export class Server {
  url = '';
  /** All that it printed. */
  output = '';
  #process: ChildProcess | undefined;
  #port = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rialto-browser-'));

  constructor(settings = '') {
    if (!existsSync(program)) throw new Error(`${program} is not there: cargo build`);
    writeFileSync(join(this.#folder, 'rialto.toml'), settings);
  }

  static async start(settings = '[limits]\nbids_per_s = 1000\nrequests_per_s = 1000\n'): Promise<Server> {
    const server = new Server(settings);
    await server.start();
    return server;
  }

  /** `serve --demo` or `--demo=game`. */
  static async demo(kind: 'auction' | 'game' = 'auction'): Promise<Server> {
    const server = new Server();
    await server.start([`--demo=${kind}`]);
    return server;
  }

  async start(more: string[] = []): Promise<void> {
    const data = more.length === 0 ? ['--data', join(this.#folder, 'data')] : [];
    const child = spawn(program, ['serve', '--config', 'rialto.toml', ...data, '--listen', `127.0.0.1:${this.#port}`, ...more], { cwd: this.#folder });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.output += chunk;
        const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(this.output);
        // The demo has told everything with its last line.
        if (!found || (0 < more.length && !this.output.includes('Ctrl-C'))) return;
        this.#port = Number(found[1]);
        this.url = `http://127.0.0.1:${found[1]}`;
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', code => reject(new Error(`the server ended with ${code}:\n${this.output}`)));
    });
  }

  /** As if the power had failed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    this.output = '';
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    child.removeAllListeners('exit');
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** Waits until something has come to pass on the server. */
  async until(done: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < 400; round++) {
      if (await done()) return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error('it did not come to pass');
  }

  /** Makes an account by the command line. */
  account(name: string, role = 'user'): Account {
    this.run(['user', 'create', name, '--role', role, '--password-stdin'], PASSWORD);
    return { name, password: PASSWORD };
  }

  run(command: string[], input = ''): string {
    const where = ['--config', 'rialto.toml', '--data', join(this.#folder, 'data')];
    return execFileSync(program, [...command, ...where], { cwd: this.#folder, input: `${input}\n` }).toString();
  }

  /** An access token of somebody. */
  token(name: string): string {
    return this.run(['token', 'create', name, '--ttl', '1h']).trim();
  }

  /** One request to REST, as whoever the token is of. */
  async ask(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}): Promise<any> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) headers['authorization'] = `Bearer ${token}`;
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`${this.url}/api/v1/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
