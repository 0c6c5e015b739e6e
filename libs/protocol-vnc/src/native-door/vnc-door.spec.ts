import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientLeg } from '@gatehouse/session/plugin';
import { ScriptedViewer } from '../testing/scripted-viewer.js';
import { vncAuthResponse } from '../handshake/vnc-auth.js';
import { isVncAuthAnswer } from './is-vnc-auth-answer.js';
import { VncDoor } from './vnc-door.js';
import type { TokenAnswer } from './vnc-door-policy.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-vnc-door-'));
const certificate = makeCertificate();
let asked: { wireId: string; userName: string; token: string }[];
let takesPassword: boolean | 'fault';
let answered: { wireId: string; isRight: boolean }[];
let served: { grantId: string }[];
let wireGone: Promise<void>;
let sayGone: () => void;
let answer: TokenAnswer | 'fault';
let session: (leg: ClientLeg) => Promise<void>;
let server: Server;
let door: VncDoor;

function makeCertificate(): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...names], {
    stdio: 'ignore',
  });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function openDoor(loginGraceMs = 20_000): Promise<void> {
  door = new VncDoor({
    certificate,
    loginGraceMs,
    policy: {
      takesPassword: async () => {
        if (takesPassword === 'fault') throw new Error('no control process');
        return takesPassword;
      },
      password: async (wireId, challenge, response) => {
        answered.push({ wireId, isRight: isVncAuthAnswer('k7mq2xwd', challenge, response) });
        if (answer === 'fault') throw new Error('no control process');
        return answer;
      },
      token: async (wireId, userName, token) => {
        asked.push({ wireId, userName, token });
        if (answer === 'fault') throw new Error('no control process');
        return answer;
      },
      serve: (_wireId, wish, leg) => {
        served.push(wish);
        return session(leg);
      },
      wireClosed: () => sayGone(),
    },
  });
  let wires = 0;
  server = createServer({ pauseOnConnect: true }, (socket) => door.accept(socket, `wire-${(wires += 1)}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

const arrive = (): Promise<ScriptedViewer> => ScriptedViewer.at((server.address() as { port: number }).port);

beforeEach(() => {
  [asked, answered, served] = [[], [], []];
  takesPassword = false;
  wireGone = new Promise((resolve) => (sayGone = resolve));
  answer = { grantId: 'grant_1' };
  session = async (leg) => {
    if (leg.first.kind !== 'desktop') return;
    leg.tell({
      type: 'ready',
      about: {
        sessionId: 's',
        endsBy: new Date(),
        hostKeyFingerprint: null,
        assetTag: '',
        assetName: '',
        inputRecorded: false,
      },
    });
    for (let bytes = await leg.first.read(); bytes; bytes = await leg.first.read())
      await leg.first.write('out', bytes);
  };
});

afterEach(async () => {
  await door.closeAll();
  server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a viewer with a good token is let in once its session is ready, and its bytes begin at ClientInit', async () => {
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  expect(viewer.secure?.getProtocol()).toBe('TLSv1.2');
  expect(await viewer.signIn('tomas+l2-hmi', 'a-token-of-32-characters-abcdefg')).toEqual({ ok: true });
  expect(asked).toEqual([
    { wireId: 'wire-1', userName: 'tomas+l2-hmi', token: 'a-token-of-32-characters-abcdefg' },
  ]);
  expect(served).toEqual([{ grantId: 'grant_1' }]);
  viewer.secure?.write(Buffer.from([1]));
  expect(await viewer.receive(1)).toEqual(Buffer.from([1]));
  viewer.secure?.end();
  await viewer.gone;
});

test.each([
  [
    'the token',
    { refusal: { code: 'GH-TICKET', text: 'this token is used.' } },
    'GH-TICKET: this token is used.',
  ],
  [
    'a gateway that cannot judge',
    'fault',
    'GH-STALE: the gateway cannot judge this now. Try again in a minute.',
  ],
] as const)('a viewer is shut out by %s, with the reason on its screen', async (_what, given, reason) => {
  answer = given;
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  expect(await viewer.signIn('tomas+l2-hmi', 'x')).toEqual({ ok: false, reason });
  await viewer.gone;
  expect(served).toEqual([]);
});

test('what stands against the session before it is ready is the reason that the viewer shows', async () => {
  session = async (leg) => leg.first.refuse({ code: 'GH-EXPIRED', text: 'your access ended at 15:30.' });
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  expect(await viewer.signIn('tomas+l2-hmi', 'x')).toEqual({
    ok: false,
    reason: 'GH-EXPIRED: your access ended at 15:30.',
  });
  await viewer.gone;
});

test('a screen is never sent to a viewer that was not let in', async () => {
  session = async (leg) => {
    if (leg.first.kind === 'desktop') await leg.first.write('out', Buffer.from('screen'));
    leg.tell({ type: 'ended', code: 'GH-UNREACHABLE', reason: 'error', text: 'no answer.' });
  };
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  expect(await viewer.signIn('tomas+l2-hmi', 'x')).toEqual({
    ok: false,
    reason: 'GH-UNREACHABLE: no answer.',
  });
});

test.each([
  ['3.3', 'RFB 003.003\n', 8],
  ['3.7', 'RFB 003.007\n', 5],
])('a viewer of version %s reads why it is not served', async (_version, line, head) => {
  await openDoor();
  const viewer = await arrive();
  await viewer.receive(12);
  viewer.socket.write(line);
  const length = (await viewer.receive(head)).readUInt32BE(head - 4);
  expect((await viewer.receive(length)).toString()).toContain('RFB 3.8 with VeNCrypt');
  await viewer.gone;
});

test.each([
  ['no version at all', [...Buffer.from('GET / HTTP/1.')]],
  ['a security type that was not offered', [...Buffer.from('RFB 003.008\n'), 1]],
  ['VncAuth', [...Buffer.from('RFB 003.008\n'), 2]],
  ['another version of VeNCrypt', [...Buffer.from('RFB 003.008\n'), 19, 0, 1]],
  ['a subtype without a certificate', [...Buffer.from('RFB 003.008\n'), 19, 0, 2, 0, 0, 1, 3]],
  [
    'no TLS',
    [...Buffer.from('RFB 003.008\n'), 19, 0, 2, 0, 0, 1, 6, ...Buffer.from('hello, this is no TLS')],
  ],
])('%s is hung up on, and nobody is asked about it', async (_what, bytes) => {
  await openDoor();
  const viewer = await arrive();
  viewer.send(...bytes);
  await viewer.gone;
  expect(asked).toEqual([]);
});

test.each([
  [0, 32],
  [256, 32],
  [12, 0],
  [12, 256],
  [0xffffffff, 0xffffffff],
])('a name of %i and a token of %i bytes are not waited for', async (name, token) => {
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(name, 0);
  head.writeUInt32BE(token, 4);
  viewer.secure?.write(head);
  await viewer.gone;
  expect(asked).toEqual([]);
});

test.each(['at once', 'in the middle of TLS', 'before the token'])(
  'a viewer that falls silent %s is cut when its grace is over',
  async (where) => {
    await openDoor(where === 'before the token' ? 1_500 : 200);
    const viewer = await arrive();
    if (where === 'in the middle of TLS')
      viewer.send(...Buffer.from('RFB 003.008\n'), 19, 0, 2, 0, 0, 1, 6, 22);
    if (where === 'before the token') await viewer.comeToCredentials(certificate.cert);
    await viewer.gone;
    await wireGone;
    expect(asked).toEqual([]);
  },
);

/** Version, and the security type where the viewer has a choice, up to the challenge. */
async function comeToChallenge(version: string): Promise<[ScriptedViewer, Buffer]> {
  const viewer = await arrive();
  await viewer.receive(12);
  viewer.send(...Buffer.from(`RFB ${version}\n`));
  if (version === '003.003') expect(await viewer.receive(4)).toEqual(Buffer.from([0, 0, 0, 2]));
  else {
    const types = await viewer.receive((await viewer.receive(1)).readUInt8());
    expect([...types]).toEqual(version === '003.008' ? [19, 2] : [2]);
    viewer.send(2);
  }
  return [viewer, await viewer.receive(16)];
}

const versions = ['003.003', '003.007', '003.008'];

test.each(versions)('where passwords are taken, a viewer of %s signs in by one alone', async (version) => {
  takesPassword = true;
  await openDoor();
  const [viewer, challenge] = await comeToChallenge(version);
  viewer.send(...vncAuthResponse(Buffer.from('k7mq2xwd'), challenge));
  expect(await viewer.receive(4)).toEqual(Buffer.alloc(4));
  expect(answered).toEqual([{ wireId: 'wire-1', isRight: true }]);
  expect(served).toEqual([{ grantId: 'grant_1' }]);
  viewer.send(1);
  expect(await viewer.receive(1)).toEqual(Buffer.from([1]));
  viewer.socket.end();
  await viewer.gone;
});

test.each(versions)(
  'a viewer of %s is told that its password was wrong as far as it can read',
  async (version) => {
    takesPassword = true;
    answer = { refusal: { code: 'GH-TICKET', text: 'it is used.' } };
    await openDoor();
    const [viewer, challenge] = await comeToChallenge(version);
    viewer.send(...vncAuthResponse(Buffer.from('k7mq2xwe'), challenge));
    expect(await viewer.receive(4)).toEqual(Buffer.from([0, 0, 0, 1]));
    if (version === '003.008')
      expect((await viewer.receive((await viewer.receive(4)).readUInt32BE())).toString()).toBe(
        'GH-TICKET: it is used.',
      );
    await viewer.gone;
    expect([answered[0]?.isRight, served]).toEqual([false, []]);
  },
);

test('what stands against the session of an old viewer is a failure without words', async () => {
  takesPassword = true;
  session = async (leg) => leg.first.refuse({ code: 'GH-EXPIRED', text: 'your access ended at 15:30.' });
  await openDoor();
  const [viewer, challenge] = await comeToChallenge('003.003');
  viewer.send(...vncAuthResponse(Buffer.from('k7mq2xwd'), challenge));
  expect(await viewer.receive(4)).toEqual(Buffer.from([0, 0, 0, 1]));
  await expect(viewer.receive(1)).rejects.toThrow('the door closed');
});

test('every viewer has a challenge of its own, and VeNCrypt is spoken beside passwords', async () => {
  takesPassword = true;
  await openDoor();
  const [[, one], [, other]] = [await comeToChallenge('003.008'), await comeToChallenge('003.008')];
  expect(one).not.toEqual(other);
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert, [19, 2]);
  expect(await viewer.signIn('tomas+l2-hmi', 'a-token-of-32-characters-abcdefg')).toEqual({ ok: true });
  expect(answered).toEqual([]);
});

test('no password is taken while nobody can say whether it may be', async () => {
  takesPassword = 'fault';
  await openDoor();
  const viewer = await arrive();
  await viewer.comeToCredentials(certificate.cert);
  expect(await viewer.signIn('tomas+l2-hmi', 'x')).toEqual({ ok: true });
});

test('TLS 1.1 and below, and ciphers without forward secrecy, are not spoken', async () => {
  await openDoor();
  const { connect } = await import('node:tls');
  const viewer = await arrive();
  viewer.send(...Buffer.from('RFB 003.008\n'), 19, 0, 2, 0, 0, 1, 6);
  await viewer.receive(12 + 2 + 2 + 1 + 1 + 4 + 1);
  const secure = connect({
    socket: viewer.socket,
    ca: certificate.cert,
    maxVersion: 'TLSv1.2',
    ciphers: 'AES128-GCM-SHA256',
  });
  await expect(
    new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject)),
  ).rejects.toThrow();
});
