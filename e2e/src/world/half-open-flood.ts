import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Begins a key exchange and never ends it: the head of a packet of a thousand bytes, and nothing behind it. */
const halfAKeyExchange = Buffer.concat([
  Buffer.from('SSH-2.0-flood\r\n'),
  Buffer.of(0, 0, 3, 232, 10, 20),
  Buffer.alloc(64, 1),
]);

/**
 * Connections of one /24 of loopback that never sign in: most say nothing, each fiftieth begins a key exchange. As
 * many as `atOnce` stand at one time; what the gateway closes is replaced until `opened` reaches the count asked for.
 */
export class HalfOpenFlood {
  opened = 0;
  private readonly standing = new Set<Socket>();
  private over = false;

  constructor(
    private readonly port: number,
    private readonly atOnce: number,
  ) {
    for (let count = 0; count < atOnce; count += 1) this.openOne();
  }

  /** Connections that the gateway holds open now. */
  get held(): number {
    return this.standing.size;
  }

  /** No more new ones; what stands, stands. */
  pause(): void {
    this.over = true;
  }

  stop(): void {
    this.over = true;
    for (const socket of this.standing) socket.destroy();
  }

  private openOne(): void {
    if (this.over) return;
    const localAddress = `127.0.0.${2 + (this.opened % 250)}`;
    const begins = this.opened % 50 === 0;
    this.opened += 1;
    const socket = connect({ port: this.port, host: '127.0.0.1', localAddress });
    this.standing.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
    if (begins) socket.write(halfAKeyExchange);
    socket.once('close', () => {
      this.standing.delete(socket);
      setImmediate(() => this.openOne());
    });
  }
}
