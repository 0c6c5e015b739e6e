import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@gatehouse/kernel';
import { RecorderLost } from '@gatehouse/recording';
import type { RecordedFrame, Recorder } from '@gatehouse/recording';
import { FixedClock } from '@gatehouse/testing';
import { ConnectionPermit } from './authorize-connection.js';
import { connectRefusal } from './connect-refusal.js';
import { keepTime } from './keep-time.js';
import { LiveSession } from './live-session.js';
import type { PermitContent } from './permit-content.js';
import { SessionOver } from './plugin/index.js';
import type {
  ClientLeg,
  DialRefusal,
  LegMessage,
  ProtocolPlugin,
  Relay,
  SessionTap,
  TerminalChannel,
} from './plugin/index.js';
import { runSession } from './run-session.js';
import type { SessionHostDeps } from './run-session.js';

/** What happened, in order, on recorder, legs and report. */
let happened: string[];
let clock: FixedClock;
let recorderFails: 'never' | 'at-open' | 'at-record';
let relayed: (tap: SessionTap, session: AbortSignal) => Promise<void>;
let dialled: DialRefusal | null;
let startedFails: boolean;
let live: LiveSession[];
let channelRefused: boolean;

beforeEach(() => {
  happened = [];
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  recorderFails = 'never';
  dialled = null;
  startedFails = false;
  live = [];
  channelRefused = false;
  relayed = async () => undefined;
});

function content(changed: Partial<PermitContent> = {}): PermitContent {
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
    wireId: 'wire-1',
    clientLeg: 'ssh',
    rights: ['shell'],
    closesAt: new Date('2026-03-02T09:00:00.000Z'),
    idleSeconds: 900,
    recordInput: false,
    files: { keepContents: false, mostFileMebibytes: null, refusedEndings: [] },
    target: {
      id: newId('tgt'),
      handle: 'l2',
      protocol: 'ssh',
      address: '192.0.2.1',
      port: 22,
      account: 'service',
      pinnedHostKey: Buffer.from('key'),
      settings: {},
      via: [],
    },
    credential: { kind: 'password', secret: Buffer.from('plant secret') },
    recording: {
      header: { ...ids, protocol: 'ssh', startedAt: clock.now().toISOString(), meta: {} },
      keys: {
        recordingId: ids.recordingId,
        dataKey: Buffer.alloc(32),
        wrappedDataKey: '',
        signingPrivateKey: privateKey,
        signingPublicKey: publicKey,
        signingKeyId: 'k',
      },
    },
    words: { assetTag: 'L2', assetName: 'Edge', timeZone: 'UTC', controlRoomPhone: null },
    ...changed,
  };
}

function recorder(): Recorder {
  return {
    stats: { framesRecorded: 0, bytesRecorded: 0, spoolBytes: 0 },
    onCheckpoint: () => undefined,
    record: async (frame: RecordedFrame) => {
      if (recorderFails === 'at-record') throw new RecorderLost('lost', 'EIO');
      happened.push(
        `recorded ${frame.kind === 'event' ? (JSON.parse(frame.data.toString()) as { type: string }).type : frame.kind}`,
      );
    },
    close: async (ending) => {
      happened.push(`sealed ${ending.reason} ${ending.complete}`);
      throw new Error('nothing is kept here');
    },
  };
}

function deps(): SessionHostDeps {
  const relay: Relay = {
    dialledAddress: '192.0.2.1:22',
    hostKeyFingerprint: 'SHA256:x',
    carry: async (_channel, tap, _control, signal) => {
      try {
        await relayed(tap, signal);
      } catch (error) {
        if (!(error instanceof SessionOver)) throw error;
      }
      return { reason: 'target-left', detail: null, exit: { status: 0 } };
    },
    gone: new Promise(() => undefined),
    close: async () => {
      happened.push('target closed');
      return true;
    },
  };
  const plugin: ProtocolPlugin = {
    name: 'ssh',
    traits: { replayable: true, injectsCredentials: true, clientLegs: ['ssh'] },
    parseSettings: () => ({}),
    dial: async () => {
      happened.push('dialled');
      return dialled ?? relay;
    },
  };
  return {
    clock,
    plugins: [plugin],
    openRecorder: async () => {
      if (recorderFails === 'at-open') throw new RecorderLost('no disk', 'EROFS');
      happened.push('recorder opened');
      return recorder();
    },
    live: { add: (session) => live.push(session), delete: () => live.splice(0) },
    report: {
      started: async () => {
        if (startedFails) throw new Error('no database');
        happened.push('start durable');
      },
      openChannel: async (_id, wish) => {
        happened.push(`asked for ${wish}`);
        return channelRefused ? connectRefusal('GH-REVOKED', { machine: 'l2' }) : null;
      },
      progress: () => undefined,
      checkpoint: async () => undefined,
      note: async (_id, { kind, data }) =>
        void happened.push(`noted ${kind} ${String(data['bytes'])} ${String(data['channels'])}`),
      identityMismatch: async () => void happened.push('mismatch reported'),
      ended: async (ended) => void happened.push(`ended ${ended.reason}`),
    },
  };
}

function terminal(told: LegMessage[], wish: TerminalChannel['wish'] = 'shell'): TerminalChannel {
  return {
    kind: 'terminal',
    wish,
    opening: { right: 'shell', command: null, pty: null, environment: {} },
    read: () => new Promise(() => undefined),
    write: async () => void happened.push('forwarded'),
    onResize: () => undefined,
    onSignal: () => undefined,
    onBreak: () => undefined,
    endOutput: () => undefined,
    exit: () => undefined,
    tell: (message) => void told.push(message),
    refuse: ({ code, text }) => {
      happened.push(`refused ${code}`);
      told.push({ type: 'ended', code, reason: 'error', text });
    },
    close: () => undefined,
    gone: new Promise(() => undefined),
  };
}

function leg(...further: TerminalChannel['wish'][]): ClientLeg & { told: LegMessage[] } {
  const told: LegMessage[] = [];
  return {
    kind: 'ssh',
    told,
    first: terminal(told),
    nextChannel: async () => {
      const wish = further.shift();
      return wish ? terminal(told, wish) : null;
    },
    tell: (message) => void told.push(message),
    close: async () => {
      happened.push('client closed');
      return true;
    },
    gone: new Promise(() => undefined),
  };
}

const run = (changed: Partial<PermitContent> = {}, client = leg()) =>
  runSession(ConnectionPermit.received(content(changed), 'wire-1'), client, deps());

test('law 1: a permit is good once, and on its own wire', () => {
  expect(() => ConnectionPermit.received(content(), 'wire-2')).toThrow('another connection');
  const permit = ConnectionPermit.received(content(), 'wire-1');
  permit.spend();
  expect(() => permit.spend()).toThrow('spent');
});

test('law 2: the recorder is open before the target is dialled, and the start durable before anything is relayed', async () => {
  relayed = async (tap) => {
    await tap.record({ kind: 'terminal-out', bytes: Buffer.from('x') });
    happened.push('forwarded');
  };
  await run();
  expect(happened).toEqual([
    'recorder opened',
    'dialled',
    'start durable',
    'recorded opened',
    'recorded terminal-out',
    'forwarded',
    'recorded closed',
    'target closed',
    'client closed',
    'sealed target-left true',
    'ended target-left',
  ]);
});

test('law 2: without a recorder nothing is dialled', async () => {
  recorderFails = 'at-open';
  const client = leg();
  const ended = await run({}, client);
  expect(happened).not.toContain('dialled');
  expect(ended).toMatchObject({ reason: 'recording-lost', sealed: null });
  expect(client.told.at(-1)).toMatchObject({ type: 'ended', code: 'GH-RECORDER' });
});

test('law 2: a start that cannot be written down ends the session before a byte', async () => {
  startedFails = true;
  expect(await run()).toMatchObject({ reason: 'error', bytes: { toClient: 0, toTarget: 0 } });
  expect(happened).not.toContain('forwarded');
});

test('law 2: what cannot be recorded is not forwarded, and the session ends', async () => {
  relayed = async (tap) => {
    recorderFails = 'at-record';
    await tap.record({ kind: 'terminal-out', bytes: Buffer.from('x') });
    happened.push('forwarded');
  };
  expect(await run()).toMatchObject({ reason: 'recording-lost' });
  expect(happened).not.toContain('forwarded');
});

test('law 3: a further channel is asked for, and only then opened', async () => {
  let carried = 0;
  relayed = async () => void (carried += 1);
  await run({ rights: ['shell', 'exec'] }, leg('exec'));
  expect(carried).toBe(2);
  expect(happened).toContain('asked for exec');
});

test('law 3: a further channel that the grant does not name is refused without asking, the session goes on', async () => {
  let carried = 0;
  relayed = async () => void (carried += 1);
  const ended = await run({}, leg('exec', 'files', 'forward:plc:502'));
  expect(carried).toBe(1);
  expect(happened.filter((each) => each.startsWith('refused'))).toEqual([
    'refused GH-NOT-INCLUDED',
    'refused GH-NOT-INCLUDED',
    'refused GH-NOT-INCLUDED',
  ]);
  expect(happened.filter((each) => each.startsWith('asked'))).toEqual([]);
  expect(ended.reason).toBe('target-left');
});

test('law 3: a further channel is refused when the grant no longer holds', async () => {
  channelRefused = true;
  let carried = 0;
  relayed = async () => void (carried += 1);
  await run({ rights: ['shell', 'exec'] }, leg('exec'));
  expect(carried).toBe(1);
  expect(happened).toContain('refused GH-REVOKED');
  expect(happened).toContain('recorded channel.refused');
});

test('law 12: what is lifted at the target after the end is on record, and nothing else is taken', async () => {
  relayed = async (tap) => {
    clock.advanceMinutes(60);
    await tap.record({ kind: 'lifted', keys: 1, buttons: 2 });
    happened.push('lifted');
    await tap.record({ kind: 'input', bytes: Buffer.alloc(7) });
    happened.push('forwarded');
  };
  expect(await run()).toMatchObject({ reason: 'window-ended' });
  expect(happened.slice(happened.indexOf('recorded input-lifted'))).toContain('lifted');
  expect(happened).toContain('recorded input-lifted');
  expect(happened).not.toContain('forwarded');
});

test('law 4: after the window nothing is forwarded, whether or not a timer ran', async () => {
  relayed = async (tap) => {
    clock.advanceMinutes(60);
    await tap.record({ kind: 'terminal-out', bytes: Buffer.from('x') });
    happened.push('forwarded');
  };
  expect(await run()).toMatchObject({ reason: 'window-ended' });
  expect(happened).not.toContain('forwarded');
});

test('law 4: the window is half-open, a wall clock set back gives nothing, one set forward takes', () => {
  const session = new LiveSession(content(), clock);
  clock.advance(3_600_000 - 1);
  expect(session.isOver()).toBe(false);
  clock.advance(1);
  expect(session.isOver()).toBe(true);
  const back = new LiveSession(content({ closesAt: new Date(clock.now().getTime() + 1_000) }), clock);
  clock.setWall('2026-03-01T00:00:00.000Z');
  clock.advance(1_000);
  expect(back.isOver()).toBe(true);
  const forward = new LiveSession(content({ closesAt: new Date(clock.now().getTime() + 60_000) }), clock);
  clock.setWall(new Date(clock.now().getTime() + 60_000));
  expect(forward.ending).toBeNull();
  expect(forward.isOver()).toBe(true);
});

test('law 5: the first reason is the reason, on both legs, and both are seen closed', async () => {
  const client = leg();
  relayed = async () => {
    live[0]?.end('revoked', 'grant revoked', 'Line restarts');
    live[0]?.end('locked');
  };
  const ended = await run({}, client);
  expect(ended).toMatchObject({ reason: 'revoked', detail: 'grant revoked', disconnectVerified: true });
  const last = client.told.at(-1);
  expect(last).toMatchObject({ type: 'ended', code: 'GH-REVOKED' });
  expect(last?.type === 'ended' && last.text).toContain('Line restarts');
  expect(happened.filter((each) => each.startsWith('ended'))).toEqual(['ended revoked']);
});

test('law 10: another identity than the pinned one is reported, and the person is told', async () => {
  dialled = {
    refused: 'identity-mismatch',
    observed: { keyType: 'ssh-ed25519', key: Buffer.from('y'), fingerprint: 'SHA256:y' },
  };
  const client = leg();
  const ended = await run({}, client);
  expect(happened).toContain('mismatch reported');
  expect(happened).not.toContain('start durable');
  expect(ended.reason).toBe('error');
  expect(client.told.at(-1)).toMatchObject({ code: 'GH-IDENTITY' });
});

test('the lent secret is overwritten once the target was dialled', async () => {
  const secret = Buffer.from('plant secret');
  await run({ credential: { kind: 'password', secret } });
  expect(secret.equals(Buffer.alloc(secret.length))).toBe(true);
});

test('law 12: under a freeze nothing passes that acts on the target, and its end says what was dropped', async () => {
  const client = leg();
  relayed = async () => {
    live[0]?.supervision.freeze({ since: clock.now(), by: 'Deniz Aydin', reason: null });
    const input = live[0]?.supervision.input;
    if (input?.passes('bytes', 12)) happened.push('forwarded');
    if (input?.passes('channel')) happened.push('channel opened');
  };
  const ended = await run({}, client);
  expect(happened).not.toContain('forwarded');
  expect(happened).not.toContain('channel opened');
  expect(happened).toContain('noted session.input-dropped 12 1');
  expect(happened.indexOf('recorded session.input-dropped')).toBeLessThan(
    happened.findIndex((each) => each.startsWith('sealed')),
  );
  expect(ended.reason).toBe('target-left');
});

test('law 12: a freeze stops the patience for silence, and never the window', async () => {
  const session = new LiveSession(content({ idleSeconds: 60 }), clock);
  session.supervision.freeze({ since: clock.now(), by: 'Deniz Aydin', reason: null });
  const time = keepTime(session, clock, { warn: () => undefined, idleSoon: () => undefined });
  clock.advance(59 * 60_000);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(session.ending).toBeNull();
  clock.advance(60_000);
  expect(session.isOver()).toBe(true);
  expect(session.ending?.reason).toBe('window-ended');
  time.stop();
});
