// The real server on a free port, with a directory of its own that goes with it.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../../..');
const PROGRAM = process.env['RIALTO_BIN'] ?? join(ROOT, 'target/debug/rialto');
const OPEN_WITHIN_MS = 20_000;
const PASSWORD = 'a password of tests';

export type Role = 'user' | 'seller' | 'moderator' | 'admin' | 'app';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** Runs the program to its end; its output. */
function run(args: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { env: { ...process.env, RUST_BACKTRACE: '0' } });
    let out = '';
    let err = '';
    child.stdout.on('data', text => (out += text));
    child.stderr.on('data', text => (err += text));
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve(out) : reject(new Error(`rialto ${args.slice(0, 2).join(' ')}: ${err}`))));
    child.stdin.end(input);
  });
}

export class Server {
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  port: number;

  readonly directory: string;
  readonly #settings: Record<string, string>;

  private constructor(directory: string, settings: Record<string, string>, port: number) {
    this.directory = directory;
    this.port = port;
    this.#settings = settings;
  }

  /** Starts one, at a free port where none is named. Settings are named as in the environment: `LIMITS__BIDS_PER_S`. */
  static async start(settings: Record<string, string> = {}, port = 0): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'rialto-js-')), settings, port);
    await server.open();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again with the same directory and port. */
  async open(): Promise<void> {
    const named = Object.entries(this.#settings).map(([name, value]) => [`RIALTO__${name}`, value]);
    const env = { ...process.env, ...Object.fromEntries(named), RUST_BACKTRACE: '0' };
    const child = spawn(PROGRAM, ['serve', '--data', this.directory, '--listen', `127.0.0.1:${this.port}`], { cwd: ROOT, env });
    this.#child = child;
    this.#ended = new Promise(resolve => child.on('close', () => resolve()));
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not listening yet:\n${said.join('\n')}`)), OPEN_WITHIN_MS);
      const hear = (line: string) => {
        said.push(line);
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
        if (!port) return;
        this.port = Number(port);
        clearTimeout(late);
        resolve();
      };
      createInterface(child.stdout!).on('line', hear);
      createInterface(child.stderr!).on('line', hear);
      child.on('error', reject);
      child.on('close', code => reject(new Error(`ended with ${code}:\n${said.join('\n')}`)));
    });
  }

  /** Ends the process; the directory stays. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#child?.kill(signal);
    await this.#ended;
  }

  /** Ends the process, and removes what it kept. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }

  /** An account, and a token of it. */
  async account(name: string, role: Role = 'user'): Promise<Account> {
    await run(['user', 'create', name, '--role', role, '--data', this.directory, '--password-stdin'], `${PASSWORD}\n`);
    const token = (await run(['token', 'create', name, '--data', this.directory, '--ttl', '2h'])).trim();
    const { body } = await this.ask('GET', 'me', { token });
    return { id: body.user?.id ?? body.id, name, token };
  }

  /** Signs in with the password: a sign-in that can be ended. */
  async signIn(name: string): Promise<string> {
    return (await this.ask('POST', 'auth/login', { body: { name, password: PASSWORD } })).body.accessToken;
  }

  /** A request over REST. */
  async ask(method: string, path: string, { body, token }: { body?: unknown; token?: string } = {}): Promise<Answer> {
    const headers: Record<string, string> = {};
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`${this.url}/api/v1/${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** A request that has to succeed; its answer. */
  async done(method: string, path: string, how: { body?: unknown; token?: string } = {}): Promise<any> {
    const { status, body } = await this.ask(method, path, how);
    if (300 <= status) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** An auction that is open for an hour; its id. */
  async auction(seller: Account, terms: object = {}): Promise<string> {
    const usual = { title: 'A brass telescope', currency: 'EUR', startPrice: 10_000, durationMs: 3_600_000, publish: true };
    return (await this.done('POST', 'auctions', { token: seller.token, body: { ...usual, ...terms } })).id;
  }

  /** Everything that has happened in a room, as `token` may see it. */
  async journal(room: string, token?: string): Promise<any[]> {
    const frames: any[] = [];
    for (let after = '0'; ; ) {
      const page = await this.done('GET', `events?room=${encodeURIComponent(room)}&limit=200&after=${after}`, token ? { token } : {});
      frames.push(...page.items);
      if (page.next === null) return frames;
      after = page.next;
    }
  }
}
