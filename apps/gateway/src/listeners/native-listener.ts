import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { NativeLeg } from '../session-host/host-messages.js';
import type { HalfOpenLimits } from '../session-control/half-open-limits.js';
import type { HostPool } from '../session-control/host-pool.js';
import { unknownPerson } from '../session-control/wires.js';
import type { Wires } from '../session-control/wires.js';

export interface NativeListenerDeps {
  /** What clients of this port speak. */
  readonly leg: NativeLeg;
  readonly pool: HostPool;
  readonly wires: Wires;
  readonly limits: HalfOpenLimits;
}

/**
 * The port of people's own clients. Takes connections, reads nothing from them, and hands each whole to a session host: what a client
 * sends before it is known never reaches the process that holds the database.
 */
export class NativeListener {
  private readonly server: Server;

  constructor(private readonly deps: NativeListenerDeps) {
    this.server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.take(socket));
  }

  /** @returns the port, which differs from the one asked for when that was 0. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.server.on('error', () => undefined);
    return (this.server.address() as { port: number }).port;
  }

  /** No new connections; those that were handed over live on in their hosts. */
  close(): void {
    this.server.close();
  }

  private take(socket: Socket): void {
    socket.on('error', () => undefined);
    const { leg, pool, wires, limits } = this.deps;
    const source = plainAddress(socket.remoteAddress ?? '');
    const wireId = `wire_${randomBytes(12).toString('hex')}`;
    const host = pool.leastBusy();
    if (!host || source === '' || !limits.admit(wireId, source)) return void socket.destroy();
    wires.add({
      id: wireId,
      hostPid: host.pid,
      leg,
      source,
      ...unknownPerson,
    });
    if (host.channel.tell('wire', { wireId, leg, source }, socket)) return;
    wires.remove(wireId);
    limits.settled(wireId);
    socket.destroy();
  }
}

/** An IPv4 peer of a dual-stack socket reads `::ffff:10.0.0.1`. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
