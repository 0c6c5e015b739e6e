import ssh2 from 'ssh2';
import type { ClientChannel, ServerChannel } from 'ssh2';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../../world/repository-root.js';

/**
 * `unrecorded-relay.js TARGET-PORT KEY-FILE ACCOUNT`: the gateway's relay of one command without a recorder, a
 * permit or a sign-in, made of the very parts that the gateway uses. It exists to say what recording costs. Prints
 * `port N` and serves until it is ended.
 */
interface Parts {
  readonly wire: {
    WireChannel: new (
      connection: object,
      channel: ClientChannel | ServerChannel,
    ) => {
      read(): Promise<Buffer | null>;
      readErr(): Promise<Buffer | null>;
      write(stream: 'out' | 'err', bytes: Buffer): Promise<void>;
      endOutput(): void;
      exitStatus(status: number): void;
      close(): void;
      readonly gone: Promise<void>;
    };
  };
  readonly pump: {
    pump(ends: {
      read(): Promise<Buffer | null>;
      record(bytes: Buffer): Promise<void>;
      forward(bytes: Buffer): Promise<void>;
    }): Promise<void>;
  };
  readonly algorithms: { modernAlgorithms: ssh2.Algorithms };
  readonly guard: {
    guardServerWire(connection: object, events: object): void;
    guardClientWire(connection: object, events: object): void;
  };
}

const [, , targetPort = '', keyFile = '', user = ''] = process.argv;
const { wire, pump, algorithms, guard } = await loadParts();
const key = readFileSync(keyFile, 'utf8');
const silent = { refused: () => undefined, cut: () => undefined };

const server = new ssh2.Server({ hostKeys: [key], algorithms: algorithms.modernAlgorithms }, (connection) => {
  guard.guardServerWire(connection, silent);
  connection.on('error', () => undefined);
  connection.on('authentication', (context) => context.accept());
  connection.on('session', (accept) =>
    accept().on('exec', (acceptExec, _reject, { command }) =>
      relay(new wire.WireChannel(connection, acceptExec()), command),
    ),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));

type Wire = InstanceType<Parts['wire']['WireChannel']>;

function relay(near: Wire, command: string): void {
  const client = new ssh2.Client();
  client.on('error', () => near.close());
  client.on('ready', () =>
    client.exec(command, (error, channel) => {
      if (error) return near.close();
      let status = 254;
      channel.on('exit', (code: number | null) => (status = code ?? 254));
      const far = new wire.WireChannel(client, channel);
      void carry(near, far).then(() => {
        near.exitStatus(status);
        near.endOutput();
        near.close();
        client.end();
      });
    }),
  );
  client.connect({
    host: '127.0.0.1',
    port: Number(targetPort),
    username: user,
    privateKey: key,
    algorithms: algorithms.modernAlgorithms,
  });
  guard.guardClientWire(client, silent);
  client.setNoDelay(true);
}

async function carry(near: Wire, far: Wire): Promise<void> {
  const record = (): Promise<void> => Promise.resolve();
  void pump
    .pump({ read: () => near.read(), record, forward: (bytes) => far.write('out', bytes) })
    .then(() => far.endOutput());
  await Promise.all([
    pump.pump({ read: () => far.read(), record, forward: (bytes) => near.write('out', bytes) }),
    pump.pump({ read: () => far.readErr(), record, forward: (bytes) => near.write('err', bytes) }),
  ]);
  await far.gone;
}

async function loadParts(): Promise<Parts> {
  const [wire, pump, algorithms, guard] = await Promise.all(
    ['wire-channel', 'pump', 'algorithms', 'wire-guard'].map(
      (name) =>
        import(
          pathToFileURL(join(repositoryRoot, 'libs/protocol-ssh/dist', `${name}.js`)).href
        ) as Promise<unknown>,
    ),
  );
  return { wire, pump, algorithms, guard } as Parts;
}
