import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vncAuthResponse } from '../handshake/vnc-auth.js';
import { eventually } from './eventually.js';
import { answers, freePort } from './free-port.js';
import { RunningProgram } from './running-program.js';
import { makeTestCertificate } from './test-certificate.js';
import type { TestCertificate } from './test-certificate.js';

/** A real X desktop that is served over VNC on a free loopback port. */
export interface TestDesktop {
  readonly port: number;
  /** As in DISPLAY. */
  readonly display: string;
  readonly folder: string;
  readonly certificate: TestCertificate;
  /** Starts a program on it, stopped with the desktop. */
  run(program: string, ...args: string[]): RunningProgram;
  /** Serves the same screen once more, by x11vnc. */
  serveAgain(...args: string[]): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
}

export interface TestDesktopOptions {
  /** Names as TigerVNC has them, in its order. Without `VncAuth` no password is asked for. */
  readonly security?: string;
  readonly geometry?: string;
  readonly args?: readonly string[];
}

export const testPassword = 'drehmoment';
/** Of a server that has a second one, for looking only. */
export const viewOnlyPassword = 'anschauen';

/** Xtigervnc. The display's number is chosen by the server, so that several start at once. */
export async function startTigerVnc({
  security = 'VncAuth',
  geometry = '640x480',
  args = [],
}: TestDesktopOptions = {}): Promise<TestDesktop> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-vnc-'));
  const certificate = makeTestCertificate(folder);
  return startDesktop(folder, certificate, (port) => ({
    program: 'Xtigervnc',
    args: [
      ...['-displayfd', '3', '-rfbport', String(port), '-localhost', '-geometry', geometry, '-depth', '24'],
      ...['-SecurityTypes', security, '-PasswordFile', passwordFile(folder), '-AlwaysShared'],
      ...['-X509Cert', certificate.certificateFile, '-X509Key', certificate.keyFile],
      // Its own limit on failed sign-ins is for a test of its own.
      ...['-BlacklistThreshold', '1000', '-AcceptSetDesktopSize', '-nolisten', 'tcp', ...args],
    ],
    display: null,
  }));
}

/** Xtightvnc, which is old: 3.8 with the Tight security type. It cannot choose a display by itself. */
export async function startTightVnc(): Promise<TestDesktop> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-vnc-'));
  const certificate = makeTestCertificate(folder);
  return startDesktop(folder, certificate, (port) => {
    // Above the displays that servers choose for themselves, and far from each other, as their ports are.
    const display = `:${200 + (port % 20_000)}`;
    return {
      program: 'Xtightvnc',
      args: [
        ...[display, '-rfbport', String(port), '-localhost', '-geometry', '640x480', '-depth', '24'],
        ...['-rfbauth', passwordFile(folder), '-alwaysshared', '-rfbwait', '30000'],
      ],
      display,
    };
  });
}

interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  /** Null: the server writes its number to file descriptor 3. */
  readonly display: string | null;
}

async function startDesktop(
  folder: string,
  certificate: TestCertificate,
  launch: (port: number) => Launch,
): Promise<TestDesktop> {
  const port = await freePort();
  const { program, args, display: given } = launch(port);
  const server = new RunningProgram(program, args, { env: { ...process.env, HOME: folder } });
  const programs: RunningProgram[] = [];
  const numberOf = (): string | null => /^(\d+)\n/m.exec(server.output)?.[1] ?? null;
  await started(server, port);
  const display = given ?? `:${await eventually(numberOf)}`;
  const run = (name: string, ...more: string[]): RunningProgram => {
    const env = { ...process.env, HOME: folder, DISPLAY: display, LC_ALL: 'C.UTF-8' };
    const running = new RunningProgram(name, more, { env });
    programs.push(running);
    return running;
  };
  return {
    ...{ port, display, folder, certificate, run },
    serveAgain: async (...more) => {
      const again = await freePort();
      const common = ['-rfbport', String(again), '-localhost', '-forever', '-shared', '-noxdamage', '-quiet'];
      await started(run('x11vnc', '-display', display, ...common, '-nolookup', '-no6', ...more), again);
      return { port: again };
    },
    stop: async () => {
      for (const running of programs.reverse()) await running.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function started(server: RunningProgram, port: number): Promise<void> {
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (server.isOver || tries > 600) throw new Error(`the server did not start: ${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The file that VNC servers read: the first eight characters of the password, then those of the one for looking only, under a key that
 * everybody knows.
 */
export function passwordFile(folder: string): string {
  const wellKnown = Buffer.from([23, 82, 107, 6, 35, 78, 88, 7]);
  const hidden = [testPassword, viewOnlyPassword].map((text) => {
    const password = Buffer.alloc(8);
    password.write(text.slice(0, 8), 'latin1');
    return vncAuthResponse(wellKnown, password);
  });
  const file = join(folder, 'password');
  writeFileSync(file, Buffer.concat(hidden), { mode: 0o600 });
  return file;
}
