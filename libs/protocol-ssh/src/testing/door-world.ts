import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { newId, systemClock } from '@gatehouse/kernel';
import type { Clock } from '@gatehouse/kernel';
import { RecorderLost } from '@gatehouse/recording';
import type { RecordedFrame, Recorder } from '@gatehouse/recording';
import { ConnectionPermit, runSession } from '@gatehouse/session';
import type {
  ChannelWish,
  ConnectRefusal,
  LiveSession,
  PermitContent,
  SessionEnded,
  SessionStarted,
} from '@gatehouse/session';
import type { AuditableFact, ObservedIdentity } from '@gatehouse/session/plugin';
import { makeHostKey } from '../make-host-key.js';
import { NativeDoor } from '../native-door.js';
import type { NativeDoorOptions } from '../native-door.js';
import type {
  ConfirmationAnswer,
  GrantWish,
  MenuLine,
  NativeDoorPolicy,
  ProvenKey,
} from '../native-door-policy.js';
import { sshPlugin } from '../ssh-plugin.js';
import type { RefusedOnWire } from '../wire-guard.js';
import type { TestSshd } from './sshd.js';

export const testPerson = { login: 'ana', password: 'right horse', code: '123456' };

/** A recorder in memory that can be told to fail or to be slow; it keeps the order of things. */
export class MemoryRecorder implements Recorder {
  readonly frames: RecordedFrame[] = [];
  readonly stats = { framesRecorded: 0, bytesRecorded: 0, spoolBytes: 0 };
  closedWith: { reason: string; complete: boolean } | null = null;
  fails = false;
  hold: Promise<void> | null = null;

  async record(frame: RecordedFrame): Promise<void> {
    if (this.hold) await this.hold;
    if (this.fails || this.closedWith) throw new RecorderLost('lost', 'EIO');
    this.frames.push({ ...frame, data: Buffer.from(frame.data) });
    this.stats.framesRecorded += 1;
    this.stats.bytesRecorded += frame.data.length;
  }

  bytesOf(kind: RecordedFrame['kind']): Buffer {
    return Buffer.concat(this.frames.filter((frame) => frame.kind === kind).map((frame) => frame.data));
  }

  events(): { type: string; [name: string]: unknown }[] {
    return this.frames
      .filter((frame) => frame.kind === 'event')
      .map((frame) => JSON.parse(frame.data.toString('utf8')) as { type: string });
  }

  onCheckpoint(): void {}

  async close(ending: { reason: string; complete: boolean }): Promise<never> {
    this.closedWith = ending;
    throw new Error('nothing is kept');
  }
}

export interface DoorWorld {
  readonly port: number;
  readonly recorders: MemoryRecorder[];
  readonly started: SessionStarted[];
  readonly ended: SessionEnded[];
  readonly notes: AuditableFact[];
  readonly refused: RefusedOnWire[];
  readonly cuts: string[];
  readonly observed: ObservedIdentity[];
  readonly live: Set<LiveSession>;
  readonly wishes: GrantWish[];
  /** Channels that were asked for beside the first of a session, and what is answered. */
  readonly asked: ChannelWish[];
  channelRefusal: ConnectRefusal | null;
  menu: MenuLine[];
  /** What the next permits look like. */
  permit: Partial<PermitContent>;
  /** When set, the recorder cannot be opened. */
  noRecorder: boolean;
  onStarted: (() => Promise<void>) | null;
  onRecorder: ((recorder: MemoryRecorder) => void) | null;
  guesses: number;
  /** Keys whose possession was proven, registered or not. */
  readonly proven: ProvenKey[];
  /** What was asked in the portal, and what the portal says. */
  readonly askedInPortal: { wireId: string; handle: string | null }[];
  confirmation: ConfirmationAnswer;
  /** Wires whose socket has closed. */
  readonly closed: string[];
  /** How long a question waits; null: it may not be asked. */
  confirmForMs: number | null;
  /** Connections of clients that the door has not seen closed. */
  openConnections(): number;
  stop(): Promise<void>;
}

/** The native door in front of a real target, with sign-in answered here and no database. */
export async function startDoorWorld(
  target: Pick<TestSshd, 'port' | 'account' | 'clientKey' | 'hostKey'>,
  options: Partial<NativeDoorOptions> & { clock?: Clock; registeredKey?: Buffer } = {},
): Promise<DoorWorld> {
  const clock = options.clock ?? systemClock;
  const sockets = new Set<Socket>();
  const running = new Set<Promise<unknown>>();
  const world: Omit<DoorWorld, 'port' | 'stop'> = {
    recorders: [],
    started: [],
    ended: [],
    notes: [],
    refused: [],
    cuts: [],
    observed: [],
    live: new Set(),
    wishes: [],
    asked: [],
    channelRefusal: null,
    menu: [],
    permit: {},
    noRecorder: false,
    onStarted: null,
    onRecorder: null,
    guesses: 0,
    proven: [],
    askedInPortal: [],
    confirmation: 'waiting',
    closed: [],
    confirmForMs: 120_000,
    openConnections: () => sockets.size,
  };
  const signedIn = new Map<string, string>();
  const policy: NativeDoorPolicy = {
    password: async (wireId, login, password) => {
      world.guesses += 1;
      if (login !== testPerson.login || password !== testPerson.password) return 'refused';
      signedIn.set(wireId, login);
      return 'accepted';
    },
    publicKey: async (_wireId, _login, proven) => {
      world.proven.push(proven);
      return options.registeredKey?.equals(proven.key) ? 'accepted' : 'refused';
    },
    code: async (_wireId, code) => {
      world.guesses += 1;
      return code === testPerson.code ? 'accepted' : 'wrong';
    },
    askConfirmation: async (wireId, handle) => {
      if (world.confirmForMs === null) return null;
      world.askedInPortal.push({ wireId, handle });
      return { url: 'https://gatehouse.test/confirm', code: 'K7QM-X3TN', goodForMs: world.confirmForMs };
    },
    confirmation: async () => world.confirmation,
    menu: async () => world.menu,
    serve: async (wireId, wish, leg) => {
      world.wishes.push(wish);
      const content = { ...permitFor(target, wireId, clock), ...world.permit };
      const session = runSession(ConnectionPermit.received(content, wireId), leg, {
        clock,
        plugins: [sshPlugin],
        openRecorder: async () => {
          if (world.noRecorder) throw new RecorderLost('no disk', 'EROFS');
          const recorder = new MemoryRecorder();
          world.onRecorder?.(recorder);
          world.recorders.push(recorder);
          return recorder;
        },
        live: world.live,
        report: {
          started: async (started) => {
            await world.onStarted?.();
            world.started.push(started);
          },
          openChannel: async (_id, wish) => {
            world.asked.push(wish);
            return world.channelRefusal;
          },
          progress: () => undefined,
          checkpoint: async () => undefined,
          note: async (_id, fact) => void world.notes.push(fact),
          identityMismatch: async (_id, seen) => void world.observed.push(seen),
          ended: async (ended) => void world.ended.push(ended),
        },
      });
      running.add(session);
      await session;
    },
    refusedOnWire: (_wireId, what) => world.refused.push(what),
    cut: (_wireId, why) => world.cuts.push(why),
    wireClosed: (wireId) => void world.closed.push(wireId),
  };
  const door = new NativeDoor({ hostKeys: [testHostKey()], policy, ...options });
  let wires = 0;
  const server: Server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    wires += 1;
    door.accept(socket, `wire-${wires}`, '127.0.0.1');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(world, {
    port: (server.address() as { port: number }).port,
    stop: async () => {
      for (const session of world.live) session.end('revoked');
      await Promise.allSettled(running);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

let hostKey: string | undefined;
function testHostKey(): string {
  return (hostKey ??= makeHostKey().private);
}

export function permitFor(
  target: Pick<TestSshd, 'port' | 'account' | 'clientKey' | 'hostKey'>,
  wireId: string,
  clock: Clock = systemClock,
): PermitContent {
  const ids = { sessionId: newId('ses'), connectionId: newId('conn'), recordingId: newId('rec') };
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    ...ids,
    grantId: newId('grant'),
    personId: newId('per'),
    siteId: newId('site'),
    wireId,
    clientLeg: 'ssh',
    rights: ['shell', 'exec'],
    closesAt: new Date(clock.now().getTime() + 3_600_000),
    idleSeconds: 900,
    recordInput: true,
    files: { keepContents: false, mostFileMebibytes: null, refusedEndings: [] },
    target: {
      id: newId('tgt'),
      handle: 'l2-edge',
      protocol: 'ssh',
      address: '127.0.0.1',
      port: target.port,
      account: target.account,
      pinnedHostKey: target.hostKey,
      settings: {},
      via: [],
    },
    credential: { kind: 'private-key', secret: Buffer.from(target.clientKey) },
    recording: {
      header: { ...ids, protocol: 'ssh', startedAt: clock.now().toISOString(), meta: {} },
      keys: {
        recordingId: ids.recordingId,
        dataKey: Buffer.alloc(32, 1),
        wrappedDataKey: 'd3JhcHBlZA==',
        signingPrivateKey: privateKey,
        signingPublicKey: publicKey,
        signingKeyId: 'test',
        inputDataKey: Buffer.alloc(32, 2),
        wrappedInputDataKey: 'd3JhcHBlZA==',
      },
    },
    words: {
      assetTag: 'L2-EDGE',
      assetName: 'Filler edge PC',
      timeZone: 'UTC',
      controlRoomPhone: '+49 30 1',
    },
  };
}

export interface SshRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface SshOptions {
  readonly user?: string;
  readonly tty?: boolean;
  readonly timeoutMs?: number;
  readonly sshOptions?: readonly string[];
  /** What the person answers when asked for a code. */
  readonly code?: string;
}

/** The real OpenSSH client; password and code come from an askpass program. */
export function runSsh(
  port: number,
  args: readonly string[],
  options: SshOptions & { input?: Buffer | string } = {},
): Promise<SshRun> {
  const { child, done } = startSsh(port, args, options);
  if (options.input !== undefined) child.stdin.end(options.input);
  else child.stdin.end();
  return done;
}

export function startSsh(
  port: number,
  args: readonly string[],
  options: SshOptions = {},
): { child: ReturnType<typeof spawnSsh>; done: Promise<SshRun>; output: () => string } {
  const child = spawnSsh(port, args, options);
  child.stdin.on('error', () => undefined);
  return { child, ...outcomeOf(child, options.timeoutMs ?? 20_000) };
}

function outcomeOf(
  child: ChildProcessWithoutNullStreams,
  timeoutMs: number,
): { done: Promise<SshRun>; output: () => string } {
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
  // Typed to a client that is gone: what it ended with says so.
  child.stdin.on('error', () => undefined);
  const done = new Promise<SshRun>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(out), stderr: err });
    });
  });
  return { done, output: () => Buffer.concat(out).toString() + err };
}

function spawnSsh(port: number, args: readonly string[], options: SshOptions) {
  const common = [
    // First: of two values for an option, ssh takes the earlier.
    ...(options.sshOptions ?? []),
    ...['-p', String(port)],
    ...clientArguments,
    ...(options.tty ? ['-tt'] : []),
  ];
  const user = options.user ?? `${testPerson.login}+l2-edge`;
  return spawn('ssh', [...common, `${user}@127.0.0.1`, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: clientEnvironment(options.code),
  });
}

/** For every client of OpenSSH: nothing of the person who runs the tests, and a password and a code once. */
export const clientArguments: readonly string[] = [
  ...['-F', 'none'],
  ...['-o', 'StrictHostKeyChecking=no'],
  ...['-o', 'UserKnownHostsFile=/dev/null'],
  ...['-o', 'LogLevel=ERROR'],
  ...['-o', 'PubkeyAuthentication=no'],
  ...['-o', 'NumberOfPasswordPrompts=1'],
];

function clientEnvironment(code: string = testPerson.code): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    SSH_ASKPASS: askPass(),
    SSH_ASKPASS_REQUIRE: 'force',
    ANSWER: code,
  };
}

/** Another client of the same family (scp, sftp, rsync over ssh), to its end. */
export function runClient(program: string, args: readonly string[], input = ''): Promise<SshRun> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: clientEnvironment() });
  child.stdin.on('error', () => undefined).end(input);
  return outcomeOf(child, 20_000).done;
}

let askPassFile: string | undefined;
/** What ssh runs instead of asking: the password for a password prompt, the code for anything else. */
function askPass(): string {
  if (askPassFile) return askPassFile;
  askPassFile = join(mkdtempSync(join(tmpdir(), 'gatehouse-askpass-')), 'askpass');
  const script = `#!/bin/sh\ncase "$1" in *assword*) echo '${testPerson.password}';; *) echo "$ANSWER";; esac\n`;
  writeFileSync(askPassFile, script, { mode: 0o700 });
  return askPassFile;
}
