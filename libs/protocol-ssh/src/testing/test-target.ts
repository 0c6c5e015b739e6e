import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import ssh2 from 'ssh2';
import { makeHostKey } from '../make-host-key.js';
import { newId } from '@gatehouse/kernel';
import type { LentCredential, TargetEndpoint } from '@gatehouse/session/plugin';
import { modernSettings } from '../ssh-settings.js';
import type { SshSettings } from '../ssh-settings.js';

export interface TestTarget {
  readonly port: number;
  readonly hostKey: Buffer;
  readonly connections: readonly ssh2.Connection[];
  stop(): Promise<void>;
}

/** A target of ours that lets everybody in by password, and misbehaves as `behave` says. */
export async function startTestTarget(
  behave: (connection: ssh2.Connection) => void = () => undefined,
  algorithms: ssh2.Algorithms = {},
): Promise<TestTarget> {
  const key = makeHostKey();
  const connections: ssh2.Connection[] = [];
  const sockets = new Set<Socket>();
  const target = new ssh2.Server({ hostKeys: [key.private], algorithms }, (connection) => {
    connections.push(connection);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) =>
      context.method === 'password' ? context.accept() : context.reject(['password']),
    );
    behave(connection);
  });
  const server = await listen((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    target.injectSocket(socket);
  });
  return {
    port: server.port,
    hostKey: (ssh2.utils.parseKey(key.public) as ssh2.ParsedKey).getPublicSSH(),
    connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await server.stop();
    },
  };
}

/** A target that speaks in bytes. `open` says which connections the gateway has not closed. */
export async function startRawTarget(
  behave: (socket: Socket) => void,
): Promise<{ port: number; open: ReadonlySet<Socket>; stop(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = await listen((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    behave(socket);
  });
  return {
    port: server.port,
    open,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await server.stop();
    },
  };
}

async function listen(take: (socket: Socket) => void): Promise<{ port: number; stop(): Promise<void> }> {
  // As a peer that does not hang up just because the other side did: it goes on writing until nobody is there.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once('end', () => {
      const knock = setInterval(() => socket.write('?'), 20);
      socket.once('close', () => clearInterval(knock));
    });
    take(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function endpointOf(target: { port: number; hostKey?: Buffer }): TargetEndpoint<SshSettings> {
  return {
    targetId: newId('tgt'),
    address: '127.0.0.1',
    port: target.port,
    account: 'service',
    pinnedHostKey: target.hostKey ?? Buffer.alloc(0),
    settings: modernSettings,
    via: [],
  };
}

export function lentPassword(): LentCredential {
  return { kind: 'password', secret: Buffer.from('plant secret') };
}
