import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listens } from './free-port.js';

/** A program that was started here; what it writes is kept. */
export interface FreeRdpProgram {
  readonly output: () => string;
  /** Resolves when it has ended, whoever ended it. */
  readonly gone: Promise<void>;
}

/** FreeRDP's server and client on a screen that nobody sees. */
export class FreeRdp {
  private readonly children = new Set<ChildProcess>();

  private constructor(
    private readonly home: string,
    private readonly display: string,
    screen: ChildProcess,
  ) {
    this.children.add(screen);
  }

  static async start(): Promise<FreeRdp> {
    // The X server chooses a display that is free, and writes its number once it takes clients.
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const display = await new Promise<string>((resolve, reject) => {
      screen.once('error', reject);
      screen.stdio[3]?.once('data', (line: Buffer) => resolve(`:${line.toString().trim()}`));
    });
    return new FreeRdp(mkdtempSync(join(tmpdir(), 'gatehouse-freerdp-')), display, screen);
  }

  /** A server that asks for NLA and knows this account. Gives its port. */
  async serve(userName: string, password: string): Promise<number> {
    const accounts = join(this.home, 'sam');
    writeFileSync(accounts, execFileSync('winpr-hash', ['-u', userName, '-p', password, '-f', 'sam']));
    const port = await freePort();
    const options = [
      `/port:${port}`,
      '/bind-address:127.0.0.1',
      `/sam-file:${accounts}`,
      '/sec:nla',
      '+auth',
    ];
    const server = this.run('freerdp-shadow-cli', options);
    await listens(port, server.output);
    return port;
  }

  /** A client that signs in by NLA. */
  connect(port: number, userName: string, domain: string, password: string): FreeRdpProgram {
    const account = [`/u:${userName}`, `/d:${domain}`, `/p:${password}`];
    return this.run('xfreerdp', [`/v:127.0.0.1:${port}`, ...account, '/cert:ignore', '/sec:nla']);
  }

  stop(): void {
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.home, { recursive: true });
  }

  private run(program: string, args: readonly string[]): FreeRdpProgram {
    const env = {
      ...{ PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: this.home },
      ...{ DISPLAY: this.display, LC_ALL: 'C.UTF-8' },
    };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', (error) => {
        output += error.message;
        resolve();
      });
    });
    return { output: () => output, gone };
  }
}
