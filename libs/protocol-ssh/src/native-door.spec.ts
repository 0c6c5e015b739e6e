import { connect } from 'node:net';
import type { Socket } from 'node:net';
import ssh2 from 'ssh2';
import { makeHostKey } from './make-host-key.js';
import { internalsOf } from './ssh2-internals.js';
import { startDoorWorld, testPerson } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { startTestSshd } from './testing/sshd.js';
import type { TestSshd } from './testing/sshd.js';

let sshd: TestSshd;
let world: DoorWorld;
const clients: ssh2.Client[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  sshd = await startTestSshd();
}, 30_000);
afterAll(() => sshd.stop());
afterEach(async () => {
  for (const client of clients.splice(0)) client.end().destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
  await world.stop();
});

function raw(): Socket {
  const socket = connect(world.port, '127.0.0.1')
    .on('error', () => undefined)
    .resume();
  sockets.push(socket);
  return socket;
}

function closed(socket: Socket): Promise<number> {
  const since = performance.now();
  return new Promise((resolve) => socket.once('close', () => resolve(performance.now() - since)));
}

/** A client of our own making, signed in. */
async function signedIn(): Promise<ssh2.Client> {
  const client = clientFor({});
  await new Promise<void>((resolve, reject) => client.once('ready', resolve).once('error', reject));
  return client;
}

function clientFor(config: Partial<ssh2.ConnectConfig>): ssh2.Client {
  const client = new ssh2.Client();
  clients.push(client);
  client.on('error', () => undefined);
  client.on('keyboard-interactive', (_n, _i, _l, _p, finish) => finish([testPerson.code]));
  client.connect({
    host: '127.0.0.1',
    port: world.port,
    username: `${testPerson.login}+l2-edge`,
    password: testPerson.password,
    tryKeyboard: true,
    ...config,
  });
  return client;
}

test('PS-01 a client that says nothing, talks slowly or never signs in is cut when its time is over', async () => {
  world = await startDoorWorld(sshd, { loginGraceMs: 400 });
  const silent = raw();
  const slow = raw();
  const timer = setInterval(() => !slow.destroyed && slow.write('S'), 100);
  const handshakeOnly = clientFor({ authHandler: () => undefined });
  const gone = new Promise<void>((resolve) => handshakeOnly.once('close', () => resolve()));
  for (const ms of await Promise.all([silent, slow].map(closed))) expect(ms).toBeLessThan(1_500);
  clearInterval(timer);
  await gone;
});

test('PS-01 PS-05 greeting lines, garbage and impossible lengths are cut at once and hurt nobody else', async () => {
  world = await startDoorWorld(sshd);
  const ident = 'SSH-2.0-test\r\n';
  const packet = (length: number): Buffer => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32BE(length >>> 0, 0);
    return bytes;
  };
  const inputs = [
    'hello\r\n'.repeat(1024),
    'GET / HTTP/1.1\r\n\r\n',
    'SSH-1.5-old\r\n',
    Buffer.concat([Buffer.from(ident), packet(0)]),
    Buffer.concat([Buffer.from(ident), packet(1)]),
    Buffer.concat([Buffer.from(ident), packet(35_001)]),
    Buffer.concat([Buffer.from(ident), packet(2 ** 32 - 1)]),
  ];
  for (const input of inputs) {
    const socket = raw();
    socket.write(input);
    expect(await closed(socket)).toBeLessThan(5_000);
  }
  await signedIn();
});

test('PS-02 guesses on one connection end after six', async () => {
  world = await startDoorWorld(sshd);
  let asked = 0;
  const client = clientFor({
    authHandler: ((_left: unknown, _partial: unknown, next: (method: object) => void) => {
      asked += 1;
      next(
        asked === 1
          ? { type: 'none', username: 'ana+l2-edge' }
          : { type: 'password', username: 'ana+l2-edge', password: `guess ${asked}` },
      );
    }) as never,
  });
  await new Promise<void>((resolve) => client.once('close', () => resolve()));
  expect(world.guesses).toBe(6);
});

test('a code is not asked before the first factor, and a right one without it opens nothing', async () => {
  world = await startDoorWorld(sshd);
  const client = clientFor({
    authHandler: (() => {
      let tries = 0;
      return (_left: unknown, _partial: unknown, next: (method: unknown) => void) => {
        tries += 1;
        next(
          tries > 3
            ? false
            : {
                type: 'keyboard-interactive',
                username: 'ana+l2-edge',
                prompt: (
                  _n: string,
                  _i: string,
                  _l: string,
                  _p: unknown,
                  finish: (answers: string[]) => void,
                ) => finish([testPerson.code]),
              },
        );
      };
    })() as never,
  });
  const ready = jest.fn();
  client.once('ready', ready);
  await new Promise<void>((resolve) => client.once('close', () => resolve()));
  expect(ready).not.toHaveBeenCalled();
  expect(world.guesses).toBe(0);
});

test('a registered key opens the door to the code, and a signature by another key does not', async () => {
  const own = makeHostKey();
  const other = makeHostKey();
  const parsed = ssh2.utils.parseKey(own.public) as ssh2.ParsedKey;
  world = await startDoorWorld(sshd, { registeredKey: parsed.getPublicSSH() });
  const { password: _password, ...keyOnly } = { password: '', privateKey: own.private };
  const right = clientFor({ ...keyOnly, authHandler: ['publickey', 'keyboard-interactive'] });
  await new Promise<void>((resolve, reject) =>
    right.once('ready', resolve).once('close', () => reject(new Error('refused'))),
  );
  // Key A on offer, signature by B: what ssh2 alone would let in.
  const forged = ssh2.utils.parseKey(other.private) as ssh2.ParsedKey & { getPublicSSH(): Buffer };
  forged.getPublicSSH = () => parsed.getPublicSSH();
  const wrong = new ssh2.Client();
  clients.push(wrong);
  const outcome = new Promise<string>((resolve) => {
    wrong
      .once('ready', () => resolve('let in'))
      .once('close', () => resolve('refused'))
      .on('error', () => undefined);
  });
  wrong.on('keyboard-interactive', (_n, _i, _l, _p, finish) => finish([testPerson.code]));
  const identity = new (class extends ssh2.BaseAgent<ssh2.ParsedKey> {
    getIdentities(done: (error: undefined, keys: ssh2.ParsedKey[]) => void): void {
      done(undefined, [forged]);
    }
    sign(_key: never, data: Buffer, options: unknown, done?: unknown): void {
      const reply = (typeof options === 'function' ? options : done) as (
        error: undefined,
        signature: Buffer,
      ) => void;
      reply(undefined, (ssh2.utils.parseKey(other.private) as ssh2.ParsedKey).sign(data));
    }
  })();
  wrong.connect({
    host: '127.0.0.1',
    port: world.port,
    username: 'ana+l2-edge',
    agent: identity,
    authHandler: ['agent', 'keyboard-interactive'],
  });
  expect(await outcome).toBe('refused');
});

test('AN-08 channels, requests and a success before sign-in cut the connection and reach nobody', async () => {
  world = await startDoorWorld(sshd);
  const sendEarly: ((protocol: Record<string, (...args: unknown[]) => void>) => void)[] = [
    (protocol) => protocol['session']?.(0, 1024, 1024),
    (protocol) => protocol['exec']?.(0, 'id', true),
    (protocol) => protocol['tcpipForward']?.('127.0.0.1', 0, true),
    (protocol) => sendUserauthSuccess(protocol),
  ];
  for (const send of sendEarly) {
    const client = clientFor({ authHandler: () => undefined });
    await new Promise<void>((resolve) => client.once('handshake', () => resolve()));
    const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
    send(internalsOf(client).protocol as never);
    const since = performance.now();
    await gone;
    expect(performance.now() - since).toBeLessThan(5_000);
  }
  expect(world.cuts).toHaveLength(4);
  expect(world.wishes).toEqual([]);
});

function sendUserauthSuccess(protocol: unknown): void {
  const inner = protocol as {
    _packetRW: { write: { allocStart: number; alloc(n: number): Buffer; finalize(p: Buffer): Buffer } };
    _cipher: { encrypt(p: Buffer): void };
  };
  const writer = inner._packetRW.write;
  const at = writer.allocStart;
  const packet = writer.alloc(1);
  packet[at] = 52;
  inner._cipher.encrypt(writer.finalize(packet));
}

test('PS-04 channels on one connection are capped, and a flood of requests cuts it', async () => {
  world = await startDoorWorld(sshd);
  const client = await signedIn();
  const { protocol } = internalsOf(client);
  const open = (): Promise<boolean> =>
    new Promise((resolve) => {
      const wire = client as unknown as { _chanMgr: { add(value: unknown): number } };
      const opened = (error: Error | undefined): void => resolve(!error);
      const id = wire._chanMgr.add(Object.assign(opened, { type: 'session' }));
      (protocol as unknown as { session(id: number, window: number, size: number): void }).session(
        id,
        2 ** 21,
        32_768,
      );
    });
  const answers = await Promise.all(Array.from({ length: 40 }, open));
  expect(answers.filter(Boolean)).toHaveLength(10);
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  for (let count = 0; count < 2_000; count += 1) (protocol as unknown as { ping(): void }).ping();
  await gone;
  expect(world.cuts).toEqual(['too many global requests']);
});

test('PS-04 a hundred thousand window changes cost nothing but the last ones', async () => {
  world = await startDoorWorld(sshd);
  const client = await signedIn();
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
    client.shell({ cols: 80, rows: 24, term: 'xterm' }, (error, shell) =>
      error ? reject(error) : resolve(shell),
    ),
  );
  channel.resume();
  await eventually(() => world.started.length === 1);
  for (let count = 0; count < 100_000; count += 1)
    channel.setWindow(24 + (count % 9), 100 + (count % 7), 0, 0);
  channel.setWindow(50, 132, 0, 0);
  await eventually(() => world.recorders[0]?.bytesOf('resize').toString().endsWith('132x50'), 25_000);
  expect(world.recorders[0]?.frames.filter((frame) => frame.kind === 'resize').length).toBeLessThan(200);
}, 40_000);

test('a client that overruns the channel window is cut before it fills the memory', async () => {
  world = await startDoorWorld(sshd);
  let release: () => void = () => undefined;
  world.onRecorder = (recorder) => {
    recorder.hold = new Promise((resolve) => (release = resolve));
  };
  const client = await signedIn();
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
    client.exec('cat >/dev/null', (error, exec) => (error ? reject(error) : resolve(exec))),
  );
  channel.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const { protocol } = internalsOf(client);
  const outgoing = (channel as unknown as { outgoing: { id: number } }).outgoing;
  const before = process.memoryUsage().rss;
  const piece = Buffer.alloc(32_000);
  for (let sent = 0; sent < 200; sent += 1) {
    protocol.channelData(outgoing.id, piece);
    if (sent % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await gone;
  release();
  expect(world.cuts).toEqual(['the channel window was overrun']);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('a second command at the same time is judged on its own, and goes into the same session', async () => {
  world = await startDoorWorld(sshd);
  const client = await signedIn();
  const run = (command: string): Promise<string> =>
    new Promise((resolve, reject) =>
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let text = '';
        channel.on('data', (bytes: Buffer) => (text += bytes.toString())).on('close', () => resolve(text));
      }),
    );
  expect(await Promise.all([run('sleep 0.2; echo one'), run('echo two')])).toEqual(['one\n', 'two\n']);
  expect(world.wishes).toHaveLength(1);
  expect(world.asked).toEqual(['exec']);
  const opened = world.recorders.flatMap(({ frames }) =>
    frames.filter(({ data }) => data.includes('"type":"opened"')).map(({ channel }) => channel),
  );
  expect(opened).toEqual([0, 1]);
});
