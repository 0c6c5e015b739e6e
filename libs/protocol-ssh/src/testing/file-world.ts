import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEvent } from '../files/file-event.js';
import { parseFileEntries } from '../files/file-log.js';
import type { FileEntry } from '../files/file-log.js';
import type { FileSettings, FileStreamEnd } from '../files/file-settings.js';
import { PathTurns } from '../files/path-turns.js';
import { parseScpCommand, rebuildScpCommand, refuseScp } from '../files/scp-command.js';
import { inspectScp } from '../files/scp-inspector.js';
import { inspectSftp } from '../files/sftp-inspector.js';
import { streamDuplex } from './stream-duplex.js';

export const sftpServerPath = '/usr/lib/openssh/sftp-server';

type Settings = Pick<FileSettings, 'rights'> & Partial<FileSettings>;

export interface FileWorld {
  /** The account's home at the target: an empty folder, real path. */
  readonly home: string;
  /** Beside it, for what the client has. */
  readonly local: string;
  /** Connects to an inspected `sftp` subsystem. */
  readonly socketPath: string;
  /** For `sftp -D`. */
  readonly sftpCommand: string;
  /** For `scp -S`: stands for ssh, and runs what it is told behind the inspector. */
  readonly sshProgram: string;
  readonly events: FileEvent[];
  readonly ends: FileStreamEnd[];
  /** Commands as they went to the target. */
  readonly commands: string[];
  marks(name: string): Record<string, unknown>[];
  entries(): FileEntry[];
  /** Resolves when every stream so far has ended. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The inspector on a Unix socket, in front of OpenSSH's own sftp-server and scp as processes. */
export async function startFileWorld(settings: (home: string) => Settings): Promise<FileWorld> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-files-')));
  const [home, local] = [join(root, 'home'), join(root, 'local')];
  for (const folder of [home, local]) mkdirSync(folder);
  const events: FileEvent[] = [];
  const ends: FileStreamEnd[] = [];
  const commands: string[] = [];
  const children = new Set<ChildProcess>();
  const sockets = new Set<Socket>();
  const running = new Set<Promise<unknown>>();
  const turns = new PathTurns();
  const whole: FileSettings = {
    limits: { mostFileBytes: null, refusedEndings: [] },
    keepContents: false,
    turns,
    record: async (event) => void events.push(event),
    ...settings(home),
  };
  const start = (program: string, args: string[]): ChildProcessWithoutNullStreams => {
    const child = spawn(program, args, { cwd: home, env: { ...process.env, HOME: home } });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const serve = async (socket: Socket, asked: string): Promise<void> => {
    const client = streamDuplex(socket, socket);
    const scp = parseScpCommand(asked);
    if (asked === 'sftp') {
      const server = start(sftpServerPath, ['-e']);
      ends.push(await inspectSftp(client, streamDuplex(server.stdout, server.stdin), whole));
      server.kill();
    } else if (scp && refuseScp(scp, whole.rights) === null) {
      const command = rebuildScpCommand(scp);
      commands.push(command);
      const server = start('sh', ['-c', command]);
      ends.push(await inspectScp(client, streamDuplex(server.stdout, server.stdin), scp, whole));
    } else {
      await client.write(Buffer.from(`\x02${(scp && refuseScp(scp, whole.rights)) ?? 'no scp'}\n`));
      client.endOutput();
    }
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('readable', () => {
      // The first line says what is asked for, as the channel request does on the wire.
      const piece = (socket.read() as Buffer | null) ?? Buffer.from('\n');
      const end = piece.indexOf(0x0a);
      if (piece.length > end + 1) socket.unshift(piece.subarray(end + 1));
      const served = serve(socket, piece.toString('utf8', 0, end)).catch(() => socket.destroy());
      running.add(served);
    });
  });
  const socketPath = join(root, 's');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const bridge = join(root, 'bridge.cjs');
  writeFileSync(bridge, bridgeSource);
  const sshProgram = join(root, 'ssh');
  writeFileSync(sshProgram, `#!/bin/sh\nexec ${process.execPath} ${bridge} ${socketPath} "$@"\n`);
  chmodSync(sshProgram, 0o755);
  return {
    home,
    local,
    socketPath,
    sftpCommand: `${process.execPath} ${bridge} ${socketPath} -s sftp`,
    sshProgram,
    events,
    ends,
    commands,
    marks: (name) =>
      events.flatMap((event) =>
        event.kind === 'mark' && event.name === name ? [event.data as Record<string, unknown>] : [],
      ),
    entries: () => events.flatMap((event) => (event.kind === 'file' ? parseFileEntries(event.bytes) : [])),
    settled: async () => void (await Promise.all(running)),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      for (const child of children) child.kill('SIGKILL');
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Says what is asked for in one line, then carries bytes. `-s sftp` at the end asks for the subsystem. */
const bridgeSource = `
const [, , path, ...words] = process.argv;
const asked = words.includes('-s') ? 'sftp' : words.at(-1);
const socket = require('node:net').connect({ path, allowHalfOpen: true });
socket.write(asked + '\\n');
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', () => process.exit(1));
socket.on('end', () => process.stdout.write('', () => process.exit(0)));
socket.on('close', () => process.exit(0));
`;
