import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@gatehouse/kernel';
import { FixedClock } from '@gatehouse/testing';
import { ConnectionPermit } from './authorize-connection.js';
import type { LiveSession } from './live-session.js';
import type { PermitContent } from './permit-content.js';
import type {
  ClientLeg,
  DesktopChannel,
  LegMessage,
  ProtocolPlugin,
  Relay,
  SessionControl,
  SessionTap,
} from './plugin/index.js';
import { runSession } from './run-session.js';

// The laws of engine-laws.spec.ts, held for a session whose channel is a desktop.

let happened: string[];
let clock: FixedClock;
let live: LiveSession[];
let carried: (channel: DesktopChannel, tap: SessionTap, control: SessionControl) => Promise<void>;
let fingerprint: string | null;

beforeEach(() => {
  happened = [];
  clock = new FixedClock('2026-03-02T08:00:00.000Z');
  live = [];
  fingerprint = null;
  carried = async () => undefined;
});

function content(changed: Partial<PermitContent>): PermitContent {
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
    clientLeg: 'vnc',
    rights: ['view'],
    closesAt: new Date('2026-03-02T09:00:00.000Z'),
    idleSeconds: 900,
    recordInput: false,
    files: { keepContents: false, mostFileMebibytes: null, refusedEndings: [] },
    target: {
      id: newId('tgt'),
      handle: 'l2-hmi',
      protocol: 'vnc',
      address: '192.0.2.1',
      port: 5900,
      account: '',
      pinnedHostKey: Buffer.alloc(0),
      settings: {},
      via: [],
    },
    credential: { kind: 'password', secret: Buffer.from('plant') },
    recording: {
      header: { ...ids, protocol: 'vnc', startedAt: clock.now().toISOString(), meta: {} },
      keys: {
        recordingId: ids.recordingId,
        dataKey: Buffer.alloc(32),
        wrappedDataKey: '',
        signingPrivateKey: privateKey,
        signingPublicKey: publicKey,
        signingKeyId: 'k',
      },
    },
    words: { assetTag: 'HMI-2', assetName: 'Filler panel', timeZone: 'UTC', controlRoomPhone: null },
    ...changed,
  };
}

class ScriptedDesktop implements DesktopChannel {
  readonly kind = 'desktop';
  readonly begins = 'client-init';
  readonly wish = 'view';
  readonly gone = new Promise<void>(() => undefined);
  readonly told: LegMessage[] = [];
  read = (): Promise<Buffer | null> => new Promise(() => undefined);
  write = async (): Promise<void> => void happened.push('shown');
  endOutput = (): void => undefined;
  close = (): void => undefined;
  tell(message: LegMessage): void {
    this.told.push(message);
    happened.push(`told ${message.type}`);
  }
  refuse({ code }: { code: string }): void {
    happened.push(`refused ${code}`);
  }
}

function leg(kind: ClientLeg['kind'] = 'vnc'): ClientLeg & { first: ScriptedDesktop } {
  const first = new ScriptedDesktop();
  return {
    kind,
    first,
    nextChannel: async () => null,
    tell: (message) => first.tell(message),
    close: async () => {
      happened.push('client closed');
      return true;
    },
    gone: first.gone,
  };
}

function plugin(): ProtocolPlugin {
  const relay: Relay = {
    dialledAddress: '192.0.2.1:5900',
    hostKeyFingerprint: fingerprint,
    carry: async (channel, tap, control) => {
      if (channel.kind === 'desktop') await carried(channel, tap, control).catch(() => undefined);
      return { reason: 'target-left', detail: null, exit: null };
    },
    gone: new Promise(() => undefined),
    close: async () => {
      happened.push('target closed');
      return true;
    },
  };
  return {
    name: 'vnc',
    traits: { replayable: true, injectsCredentials: true, clientLegs: ['web', 'vnc'] },
    parseSettings: () => ({}),
    dial: async () => {
      happened.push('dialled');
      return relay;
    },
  };
}

function run(changed: Partial<PermitContent> = {}, client: ClientLeg = leg()) {
  return runSession(ConnectionPermit.received(content(changed), 'wire-1'), client, {
    clock,
    plugins: [plugin()],
    openRecorder: async () => ({
      stats: { framesRecorded: 0, bytesRecorded: 0, spoolBytes: 0 },
      onCheckpoint: () => undefined,
      record: async (frame) => void happened.push(`recorded ${frame.kind}`),
      close: async () => {
        throw new Error('nothing is kept here');
      },
    }),
    live: { add: (session) => live.push(session), delete: () => live.splice(0) },
    report: {
      started: async (started) => void happened.push(`started ${String(started.hostKeyFingerprint)}`),
      openChannel: async () => null,
      progress: () => undefined,
      checkpoint: async () => undefined,
      note: async (_id, { kind }) => void happened.push(`noted ${kind}`),
      identityMismatch: async () => undefined,
      ended: async (ended) => void happened.push(`ended ${ended.reason}`),
    },
  });
}

test('law 2: a picture is on record before it is shown, and the person is told first which session it is', async () => {
  carried = async (channel, tap) => {
    await tap.record({ kind: 'screen-update', bytes: Buffer.from('tiles') });
    await channel.write('out', Buffer.from('rfb'));
  };
  await run();
  expect(happened).toEqual([
    'dialled',
    'started null',
    'recorded event',
    'told ready',
    'recorded screen-update',
    'shown',
    'recorded event',
    'target closed',
    'told ended',
    'client closed',
    'ended target-left',
  ]);
});

test.each([null, 'SHA256:abc'])(
  'law 13: the person is told what was proven of the machine: %p',
  async (proven) => {
    fingerprint = proven;
    const client = leg();
    await run({}, client);
    expect(client.first.told[0]).toMatchObject({ type: 'ready', about: { hostKeyFingerprint: proven } });
  },
);

test('law 3: a desktop is not dialled for an access that does not include its screen', async () => {
  await run({ rights: ['control'] });
  expect(happened).toContain('refused GH-NOT-INCLUDED');
  expect(happened).not.toContain('dialled');
});

test.each(['ssh', 'web'] as const)(
  'law 1: a permit for a viewer is good for no %s connection',
  async (kind) => {
    await run({}, leg(kind));
    expect(happened).not.toContain('dialled');
  },
);

test('law 10: a desktop behind a jump host is not dialled around it', async () => {
  const jumpHost = {
    id: newId('jump'),
    name: 'j',
    address: '192.0.2.9',
    port: 22,
    account: 'a',
    pinnedHostKey: Buffer.from('k'),
    credential: null,
  };
  const ended = await run({ target: { ...content({}).target, via: [jumpHost] } });
  expect(ended).toMatchObject({ reason: 'error', detail: 'a desktop cannot be reached through jump hosts' });
  expect(happened).not.toContain('dialled');
});

test('law 4: after the window nothing is shown, whether or not a timer ran', async () => {
  carried = async (channel, tap) => {
    clock.advanceMinutes(60);
    await tap.record({ kind: 'screen-update', bytes: Buffer.from('tiles') });
    await channel.write('out', Buffer.from('rfb'));
  };
  expect(await run()).toMatchObject({ reason: 'window-ended' });
  expect(happened).not.toContain('shown');
});

test('law 12: a freeze closes the gate of a desktop in its turn, and is told to who looks at it', async () => {
  const client = leg();
  carried = async (_channel, _tap, control) => {
    live[0]?.supervision.freeze({ since: clock.now(), by: 'Deniz Aydin', reason: null });
    if (control.input.passes('bytes', 1)) happened.push('pressed');
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  };
  await run({ rights: ['view', 'control'] }, client);
  expect(happened).not.toContain('pressed');
  expect(client.first.told.map(({ type }) => type)).toContain('frozen');
});

test('law 5: whatever ends a desktop ends it for one reason, and both sides are seen closed', async () => {
  const client = leg();
  carried = async () => {
    live[0]?.end('revoked', 'grant revoked', 'Line restarts');
    live[0]?.end('locked');
  };
  expect(await run({}, client)).toMatchObject({ reason: 'revoked', disconnectVerified: true });
  expect(client.first.told.at(-1)).toMatchObject({ type: 'ended', code: 'GH-REVOKED' });
  expect(happened.filter((each) => each.startsWith('ended'))).toEqual(['ended revoked']);
});
