import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { pidOfKillEar } from '../session-host/kill-ear.js';
import type { EndedByKill } from '../session-host/kill-ear.js';
import {
  newLatch,
  parseKillScope,
  readLatches,
  removeLatch,
  writeLatch,
} from '../session-host/kill-latch.js';
import type { KillScope } from '../session-host/kill-latch.js';

export interface KillFolders {
  readonly killDirectory: string;
  readonly latchDirectory: string;
}

export const killSocketName = 'gatehouse-kill.sock';
/** A host that does not answer within this is stuck, and is stopped by force. */
const hostAnswersWithinMs = 700;

export interface KillAnswer {
  readonly ok: boolean;
  /** How many sessions were ended, and which. */
  readonly ended: number;
  readonly sessions: readonly EndedByKill[];
  /** Session hosts that did not answer and were stopped by force, and every session in them that nobody could count. */
  readonly hostsStopped: number;
  /** Whether it blocks from now on, and under what name. */
  readonly latched: boolean;
  readonly latch: string | null;
  readonly ms: number;
  readonly error?: string | undefined;
}

/**
 * Serves the kill socket: one JSON line in, one out. Durable first (a latch file, synced), then each session host is
 * told on a socket of its own. Needs no database, no network and no answer from any other process.
 */
export async function serveKills(folders: KillFolders): Promise<Server> {
  await mkdir(folders.killDirectory, { recursive: true, mode: 0o750 });
  const path = join(folders.killDirectory, killSocketName);
  await rm(path, { force: true });
  const server = createServer((socket) => serve(socket, folders));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  // Connecting takes write permission: the folder's group may, and nobody else gets through the folder.
  await chmod(path, 0o660);
  await chmod(folders.killDirectory, 0o750);
  return server;
}

function serve(socket: Socket, folders: KillFolders): void {
  let line = '';
  socket.setEncoding('utf8').on('error', () => undefined);
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('data', (text: string) => {
    line += text;
    if (line.length > 4096) return void socket.destroy();
    if (!line.includes('\n')) return;
    const asked = line;
    line = '';
    kill(asked, folders).then(
      (answer) => socket.end(`${JSON.stringify(answer)}\n`),
      (error: unknown) =>
        socket.end(`${JSON.stringify(failed(error instanceof Error ? error.message : 'unknown fault'))}\n`),
    );
  });
}

async function kill(line: string, folders: KillFolders): Promise<KillAnswer> {
  const since = performance.now();
  const command = parseCommand(line);
  if (!command)
    return failed('write {"command":"kill","scope":{"all":true}|{"session":ID}|{"site":ID},"by":NAME}');
  if (command.command === 'unlatch') return unlatch(command.scope, folders);
  let latch = newLatch(command.scope, command.by, new Date());
  // When the disk is full or gone the sessions still end; the answer says that nothing holds them out.
  const latched = await writeLatch(folders.latchDirectory, latch).then(
    () => true,
    () => false,
  );
  const answers = await tellHosts(folders.killDirectory, command.scope);
  const ended = answers.flatMap((answer) => (answer === 'stopped' ? [] : answer));
  if (latched && 'session' in command.scope && ended.length > 0) {
    latch = { ...latch, grants: [...new Set(ended.map((session) => session.grantId))] };
    await writeLatch(folders.latchDirectory, latch);
  }
  return {
    ok: latched,
    ended: ended.length,
    sessions: ended,
    hostsStopped: answers.filter((answer) => answer === 'stopped').length,
    latched,
    latch: latched ? latch.name : null,
    ms: Math.round(performance.now() - since),
    ...(latched ? {} : { error: 'the sessions were ended, but the block could not be written to disk' }),
  };
}

/** Lifts what was latched with this scope; with `all`, every latch there is. */
async function unlatch(scope: KillScope, folders: KillFolders): Promise<KillAnswer> {
  const latches = await readLatches(folders.latchDirectory);
  const wanted = latches.filter(
    (latch) => 'all' in scope || JSON.stringify(latch.scope) === JSON.stringify(scope),
  );
  for (const latch of wanted) await removeLatch(folders.latchDirectory, latch.name);
  const ok = wanted.length > 0;
  return { ...failed('nothing is blocked with this scope'), ok, ...(ok ? { error: undefined } : {}) };
}

/** What each host ended, or that it was stopped by force. */
type HostAnswer = readonly EndedByKill[] | 'stopped';

async function tellHosts(folder: string, scope: KillScope): Promise<readonly HostAnswer[]> {
  const names = (await readdir(folder)).filter((name) => pidOfKillEar(name) !== null);
  return Promise.all(names.map((name) => tellHost(join(folder, name), pidOfKillEar(name), scope)));
}

async function tellHost(path: string, pid: number | null, scope: KillScope): Promise<HostAnswer> {
  const answer = await askHost(path, scope);
  if (answer === 'absent') await rm(path, { force: true });
  else if (answer !== 'silent') return answer;
  else if (pid !== null && (await isSessionHost(pid))) {
    process.kill(pid, 'SIGKILL');
    return 'stopped';
  }
  return [];
}

function askHost(path: string, scope: KillScope): Promise<readonly EndedByKill[] | 'silent' | 'absent'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const timer = setTimeout(() => (socket.destroy(), resolve('silent')), hostAnswersWithinMs);
    let text = '';
    let reached = false;
    socket.on('connect', () => {
      reached = true;
      socket.write(`${JSON.stringify({ scope })}\n`);
    });
    socket.on('data', (bytes: Buffer) => (text += bytes.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      if (!reached) return resolve('absent');
      try {
        resolve((JSON.parse(text) as { ended: EndedByKill[] }).ended);
      } catch {
        resolve('silent');
      }
    });
  });
}

/** The process that listens there is the one in the name; looked at once more, since process numbers come back. */
async function isSessionHost(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.includes('session-host');
}

function parseCommand(line: string): { command: 'kill' | 'unlatch'; scope: KillScope; by: string } | null {
  try {
    const { command, scope, by } = JSON.parse(line) as { command?: unknown; scope?: unknown; by?: unknown };
    const parsed = parseKillScope(scope);
    if ((command !== 'kill' && command !== 'unlatch') || !parsed) return null;
    const name = typeof by === 'string' ? by.replace(/[^\x20-\x7e]/g, '?').slice(0, 100) : '';
    return { command, scope: parsed, by: name };
  } catch {
    return null;
  }
}

function failed(error: string): KillAnswer {
  return { ok: false, ended: 0, sessions: [], hostsStopped: 0, latched: false, latch: null, ms: 0, error };
}
