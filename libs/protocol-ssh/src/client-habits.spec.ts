import { createHash, generateKeyPairSync } from 'node:crypto';
import type ssh2 from 'ssh2';
import { userSignatureAlgorithms } from './announce-signatures.js';
import type { NativeDoorOptions } from './native-door.js';
import { internalsOf, sendPayload } from './ssh2-internals.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { startDoorWorld } from './testing/door-world.js';
import type { DoorWorld } from './testing/door-world.js';
import { eventually } from './testing/eventually.js';
import { ignorePayload } from './testing/plain-packet.js';
import { execOn, outcomeOf, TestClients } from './testing/test-client.js';
import { lentPassword, startTestTarget } from './testing/test-target.js';
import { channelRequest, numberField, textField } from './wire-fields.js';

// What real clients do and ssh2 alone does not take: each was found with the client it names.

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const clients = new TestClients();

interface SeenRequest {
  readonly type: unknown;
  readonly data: unknown;
}

/** A door before a target that gives back what it gets, and writes down the requests of its channels. */
async function door(
  options: Partial<NativeDoorOptions> = {},
): Promise<{ world: DoorWorld; requests: SeenRequest[] }> {
  const requests: SeenRequest[] = [];
  const target = await startTestTarget((connection) => {
    const { handlers } = internalsOf(connection);
    const inner = handlers['CHANNEL_REQUEST'];
    handlers['CHANNEL_REQUEST'] = (...args) => {
      requests.push({ type: args[2], data: args[4] });
      inner?.(...args);
    };
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        channel.pipe(channel, { end: false });
        channel.on('end', () => {
          channel.exit(0);
          channel.end();
        });
      }),
    );
  });
  stops.push(target.stop);
  const world = await startDoorWorld({ ...target, account: 'service', clientKey: Buffer.alloc(0) }, options);
  world.permit = { credential: lentPassword() };
  stops.push(world.stop, () => clients.end());
  return { world, requests };
}

function idOf(channel: ssh2.ClientChannel): number {
  return (channel as unknown as Ssh2Channel).outgoing.id;
}

it('PS-08 asking for the sign-in service again before the next method is answered (paramiko)', async () => {
  const { world } = await door();
  const client = clients.connect(world.port);
  const { handlers, protocol } = internalsOf(client);
  const inner = handlers['USERAUTH_FAILURE'];
  let accepted = 0;
  handlers['USERAUTH_FAILURE'] = (...args) => {
    sendPayload(protocol, Buffer.concat([Buffer.from([5]), textField('ssh-userauth')]));
    handlers['SERVICE_ACCEPT'] = () => {
      accepted += 1;
      inner?.(...args);
    };
  };
  expect(await outcomeOf(client)).toBe('ready');
  expect(accepted).toBeGreaterThan(0);
});

it('PS-08 a right guess at the key exchange counts (Dropbear)', async () => {
  const { world } = await door();
  const client = clients.connect(world.port, {
    algorithms: { kex: ['curve25519-sha256'], serverHostKey: ['ssh-ed25519'] },
  });
  // ssh2 sends its part of the exchange behind its KEXINIT anyway; here it says beforehand that it will.
  const { protocol } = internalsOf(client);
  const encrypt = protocol._cipher.encrypt.bind(protocol._cipher);
  Object.assign(protocol._cipher, {
    encrypt: (packet: Buffer) => {
      const [padding = 0, type] = [packet[4], packet[5]];
      if (type === 20) {
        const flag = packet.length - padding - 5;
        packet[flag] = 1;
        const own = protocol._kexinit as Buffer;
        own[own.length - 5] = 1;
      }
      encrypt(packet);
    },
  });
  expect(await outcomeOf(client)).toBe('ready');
});

it('PS-09 data and idle messages between a KEXINIT and the new keys are taken (AsyncSSH)', async () => {
  const { world } = await door();
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'give back');
  const { protocol } = internalsOf(client);
  const hash = createHash('sha256');
  let length = 0;
  channel.on('data', (bytes: Buffer) => {
    hash.update(bytes);
    length += bytes.length;
  });
  const piece = Buffer.alloc(10_000, 'between the keys\n');
  let exchanges = 0;
  client.on('handshake', () => (exchanges += 1));
  const rounds = 5;
  for (let round = 1; round <= rounds; round += 1) {
    protocol.rekey();
    // As if no exchange had begun: straight into the cipher that is in use.
    for (const payload of [ignorePayload, dataOf(idOf(channel), piece)]) encryptNow(protocol, payload);
    await eventually(() => exchanges === round && length === round * piece.length);
  }
  expect(hash.digest('hex')).toBe(
    createHash('sha256')
      .update(Buffer.concat(Array<Buffer>(rounds).fill(piece)))
      .digest('hex'),
  );
});

it('PS-13 a break and a signal of any name reach the target, on record before', async () => {
  const { world, requests } = await door();
  const client = await clients.signedIn(world.port);
  const channel = await execOn(client, 'give back');
  await eventually(() => world.recorders[0]?.events().some((event) => event.type === 'command'));
  const { protocol } = internalsOf(client);
  sendPayload(protocol, channelRequest(idOf(channel), 'break', numberField(700)));
  sendPayload(protocol, channelRequest(idOf(channel), 'signal', textField('WINCH')));
  channel.end('still there\n');
  let text = '';
  channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await new Promise<void>((resolve) => channel.once('close', () => resolve()));
  expect(text).toBe('still there\n');
  await eventually(() => requests.some((request) => request.type === 'signal'));
  expect(requests).toContainEqual({ type: 'break', data: numberField(700) });
  expect(requests).toContainEqual({ type: 'signal', data: 'WINCH' });
  expect(world.recorders[0]?.events()).toContainEqual(
    expect.objectContaining({ type: 'break', milliseconds: 700 }),
  );
  expect(world.refused).toEqual([]);
});

it('PS-07 an RSA host key is offered with SHA-2 only', async () => {
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const { world } = await door({ hostKeys: [rsa.privateKey] });
  const by = (name: ssh2.ServerHostKeyAlgorithm): Promise<string> =>
    outcomeOf(clients.connect(world.port, { algorithms: { serverHostKey: [name] } }));
  expect([await by('rsa-sha2-512'), await by('rsa-sha2-256'), await by('ssh-rsa')]).toEqual([
    'ready',
    'ready',
    'closed',
  ]);
});

it('PS-07 the door names the signatures it takes, without SHA-1 and DSA', async () => {
  const { world } = await door();
  const client = clients.connect(world.port);
  const { handlers } = internalsOf(client);
  const inner = handlers['EXT_INFO'];
  let named: unknown;
  handlers['EXT_INFO'] = (...args) => {
    named ??= args[1];
    inner?.(...args);
  };
  expect(await outcomeOf(client)).toBe('ready');
  expect(named).toEqual([{ name: 'server-sig-algs', algs: [...userSignatureAlgorithms] }]);
});

function dataOf(channel: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([94]), numberField(channel), textField(bytes)]);
}

function encryptNow(protocol: ReturnType<typeof internalsOf>['protocol'], payload: Buffer): void {
  const cipher = protocol._cipher as unknown as {
    allocPacket(bytes: number): Buffer;
    encrypt(packet: Buffer): void;
  };
  const packet = cipher.allocPacket(payload.length);
  packet.set(payload, 5);
  cipher.encrypt(packet);
}
