import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { answers, freePort } from './free-port.js';
import { RunningProgram } from './running-program.js';
import { makeTestAccount } from './test-account.js';
import { makeTestCertificate } from './test-certificate.js';
import type { TestCertificate } from './test-certificate.js';

/** A real xrdp on a free loopback port, with an account of its own. */
export interface RunningXrdp {
  readonly port: number;
  readonly account: string;
  readonly password: string;
  readonly certificate: TestCertificate;
  readonly folder: string;
  /** Of the account. */
  readonly home: string;
  /** As in DISPLAY: the session of the account that was started last. Waits for it. */
  display(): Promise<string>;
  /** Starts a program on that session's screen, stopped with everything else. */
  run(program: string, ...args: string[]): Promise<RunningProgram>;
  /** What xrdp and its session manager wrote, for failures. */
  logs(): string;
  stop(): Promise<void>;
}

export interface XrdpOptions {
  /** `rdp` is the protocol's own encryption, without TLS. */
  readonly security?: 'negotiate' | 'tls' | 'rdp';
  /** Which X server draws; without one the client's domain says it, `Xvnc` or anything else. */
  readonly backend?: 'Xorg' | 'Xvnc';
  /** Whether channels, such as the clipboard's, are served. */
  readonly hasChannels?: boolean;
  /** Lines of a shell script that runs in the session when it begins. */
  readonly session?: string;
}

/**
 * xrdp and its session manager, without systemd. As many as one likes stand side by side: xrdp looks up the port of its session
 * manager in /etc/xrdp, whatever it is told, so it runs from a copy that looks in its own working folder.
 */
export async function startXrdp({
  security = 'negotiate',
  backend,
  hasChannels = true,
  session = '',
}: XrdpOptions = {}): Promise<RunningXrdp> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rdp-'));
  chmodSync(folder, 0o711);
  const certificate = makeTestCertificate(folder);
  const account = await makeTestAccount(folder);
  const [port, managerPort] = [await freePort(), await freePort()];
  const startsSession = executable(
    join(folder, 'session.sh'),
    `#!/bin/sh\nexport LC_ALL=C.UTF-8\necho "$DISPLAY" > "$HOME/display"\nxsetroot -solid '#204060'\n${session}\nexec sleep 100000\n`,
  );
  cpSync('/etc/xrdp', join(folder, 'etc'), { recursive: true, dereference: true });
  rewrite(join(folder, 'etc/xrdp.ini'), {
    port: `tcp://.:${port}`,
    security_layer: security,
    certificate: certificate.certificateFile,
    key_file: certificate.keyFile,
    autorun: backend ?? '',
    allow_channels: String(hasChannels),
    LogFile: join(folder, 'xrdp.log'),
    EnableSyslog: 'false',
  });
  rewrite(join(folder, 'etc/sesman.ini'), {
    ListenPort: String(managerPort),
    EnableUserWindowManager: 'false',
    DefaultWindowManager: startsSession,
    // Displays of its own, with room below the ports that X servers and their checks derive from them.
    X11DisplayOffset: String(100 + 10 * (port % 80)),
    MaxSessions: '9',
    LogFile: join(folder, 'sesman.log'),
    EnableSyslog: 'false',
  });
  // Where the two meet the sessions. The package would make it on the start of its service.
  mkdirSync('/run/xrdp/sockdir', { recursive: true });
  chmodSync('/run/xrdp/sockdir', 0o1777);
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const manager = new RunningProgram('xrdp-sesman', ['-n', '-c', 'etc/sesman.ini'], options);
  const server = new RunningProgram(copyOfXrdp(folder), ['-n', '-c', 'etc/xrdp.ini'], options);
  const programs: RunningProgram[] = [];
  const logs = (): string =>
    ['xrdp.log', 'sesman.log'].map((name) => read(join(folder, name))).join('\n') +
    server.output +
    manager.output;
  const stop = async (): Promise<void> => {
    for (const program of programs.reverse()) await program.stop();
    await account.endProcesses();
    await server.stop('SIGTERM');
    await manager.stop('SIGTERM');
    await account.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    for (const [program, itsPort] of [
      [manager, managerPort],
      [server, port],
    ] as const)
      for (let tries = 0; !(await answers(itsPort)); tries += 1) {
        if (program.isOver || tries > 600) throw new Error(`xrdp did not start:\n${logs()}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
  } catch (error) {
    await stop();
    throw error;
  }
  const display = (): Promise<string> => eventually(() => read(join(account.home, 'display')).trim());
  return {
    ...{ port, certificate, folder, display, logs, stop },
    ...{ account: account.name, password: account.password, home: account.home },
    run: async (program, ...args) => {
      const env = {
        ...process.env,
        ...{ DISPLAY: await display(), XAUTHORITY: join(account.home, '.Xauthority'), LC_ALL: 'C.UTF-8' },
      };
      const running = new RunningProgram(program, args, { env, cwd: folder });
      programs.push(running);
      return running;
    },
  };
}

function copyOfXrdp(folder: string): string {
  const program = readFileSync('/usr/sbin/xrdp');
  const lookedIn = Buffer.from('\0/etc/xrdp\0');
  const at = program.indexOf(lookedIn);
  if (at < 0) throw new Error('this xrdp looks for its session manager elsewhere than the tests know');
  program.fill(0, at, at + lookedIn.length).write('etc', at + 1);
  return executable(join(folder, 'xrdp'), program);
}

function executable(file: string, content: string | Buffer): string {
  writeFileSync(file, content);
  chmodSync(file, 0o755);
  return file;
}

/** Gives settings another value where they stand first in the file, which is under Globals. */
function rewrite(file: string, settings: Readonly<Record<string, string>>): void {
  let text = read(file);
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^${name}=.*$`, 'm');
    if (!line.test(text)) throw new Error(`${file} has no setting ${name}`);
    text = text.replace(line, () => `${name}=${value}`);
  }
  writeFileSync(file, text);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
