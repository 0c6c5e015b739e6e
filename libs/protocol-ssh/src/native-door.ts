import ssh2 from 'ssh2';
import type { Connection, ServerConfig } from 'ssh2';
import type { Socket } from 'node:net';
import { doorAlgorithms } from './algorithms.js';
import { announceSignatures } from './announce-signatures.js';
import { closeWire } from './close-wire.js';
import { withoutHostKeySignature } from './host-key-offer.js';
import { serveNativeConnection } from './native-connection.js';
import type { NativeDoorPolicy } from './native-door-policy.js';
import { NativeWire } from './native-wire.js';
import { internalsOf } from './ssh2-internals.js';
import { guardServerWire } from './wire-guard.js';
import type { WireLimits } from './wire-guard.js';

export interface NativeDoorOptions {
  /** OpenSSH or PEM private keys: the gateway's own identity. */
  readonly hostKeys: readonly string[];
  readonly policy: NativeDoorPolicy;
  readonly loginGraceMs?: number;
  readonly mostTries?: number;
  readonly limits?: WireLimits;
}

/**
 * The door for a person's own ssh client: takes raw sockets, runs sign-in, and hands each shell or command to the
 * policy as a terminal leg. Fixed limits: 20 s to sign in (two minutes while the portal is asked), 6 tries, 10
 * channels, nothing but sessions.
 */
export class NativeDoor {
  private readonly server: ssh2.Server;
  private readonly wires = new WeakMap<Socket, NativeWire>();
  private readonly open = new Set<{ connection: Connection; socket: Socket }>();

  constructor(private readonly options: NativeDoorOptions) {
    const config: ServerConfig = {
      hostKeys: [...options.hostKeys],
      ident: 'Gatehouse',
      algorithms: doorAlgorithms,
      keepaliveInterval: 15_000,
      keepaliveCountMax: 3,
    };
    this.server = new ssh2.Server(config, (connection) => this.connected(connection));
  }

  /**
   * Takes over a socket nobody has read from. Whatever happens on it stays on it.
   * @param wireId what the policy knows this connection by.
   */
  accept(socket: Socket, wireId: string, source: string): void {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    this.wires.set(socket, new NativeWire(wireId, source, socket, this.options.loginGraceMs ?? 20_000));
    socket.once('close', () => this.options.policy.wireClosed(wireId));
    this.server.injectSocket(socket);
  }

  /** Cuts every connection, whatever runs on it. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.open].map(({ connection, socket }) => closeWire(connection, socket)));
  }

  private connected(connection: Connection): void {
    const internals = internalsOf(connection);
    const { socket } = internals;
    const wire = this.wires.get(socket);
    if (!wire) return void socket.destroy();
    const { policy } = this.options;
    const entry = { connection, socket };
    this.open.add(entry);
    socket.once('close', () => this.open.delete(entry));
    // Invariant: no error of one connection reaches another. The close of the socket is what counts.
    connection.on('error', () => undefined);
    guardServerWire(
      connection,
      {
        refused: (what) => policy.refusedOnWire(wire.wireId, what),
        cut: (why) => policy.cut(wire.wireId, why),
      },
      this.options.limits,
    );
    withoutHostKeySignature(internals.protocol, 'ssh-rsa');
    announceSignatures(internals);
    serveNativeConnection(connection, socket, wire, policy, this.options.mostTries ?? 6);
  }
}
