import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanRdpIdentity } from '../client/scan-rdp-identity.js';
import { eventually } from './eventually.js';
import { answers, freePort } from './free-port.js';
import { RunningProgram } from './running-program.js';

/** FreeRDP's own server, which shows an X screen of ours to whoever signs in by NLA. */
export interface RunningShadow {
  readonly port: number;
  readonly account: string;
  readonly password: string;
  /** DER of the certificate it made for itself. */
  readonly certificate: Buffer;
  /** As in DISPLAY. */
  readonly display: string;
  readonly folder: string;
  /** Starts a program on its screen, stopped with it. */
  run(program: string, ...args: string[]): RunningProgram;
  logs(): string;
  stop(): Promise<void>;
}

/** @param geometry of its screen, in pixels. */
export async function startShadow(geometry = '800x600'): Promise<RunningShadow> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rdp-'));
  const [account, password] = ['werkstatt', 'Dreh-schatten-7'];
  const environment = { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' };
  const hashes = join(folder, 'accounts');
  writeFileSync(
    hashes,
    execFileSync('winpr-hash', ['-u', account, '-p', password, '-f', 'sam'], { env: environment }),
  );
  const screen = new RunningProgram(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${geometry}x24`, '-nolisten', 'tcp', '-noreset'],
    { env: environment },
  );
  const programs = [screen];
  const stop = async (): Promise<void> => {
    for (const program of programs.reverse()) await program.stop(program === screen ? 'SIGTERM' : 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const run = (display: string, program: string, ...args: string[]): RunningProgram => {
    const running = new RunningProgram(program, args, {
      env: { ...environment, DISPLAY: display },
      cwd: folder,
    });
    programs.push(running);
    return running;
  };
  try {
    const display = `:${await eventually(() => /^(\d+)\n/m.exec(screen.output)?.[1])}`;
    const port = await freePort();
    const server = run(
      display,
      'freerdp-shadow-cli',
      ...[`/port:${port}`, '/bind-address:127.0.0.1', `/sam-file:${hashes}`, '/sec:nla', '+auth'],
    );
    for (let tries = 0; !(await answers(port)); tries += 1) {
      if (server.isOver || tries > 600) throw new Error(`the shadow server did not start:\n${server.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { certificate } = await scanRdpIdentity('127.0.0.1', port);
    if (!certificate) throw new Error('the shadow server shows no certificate');
    return {
      ...{ port, account, password, certificate, display, folder, stop },
      run: (program, ...args) => run(display, program, ...args),
      logs: () => server.output,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
