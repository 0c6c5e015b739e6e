import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { doorContext } from './door-context.js';
import type { DoorCertificate } from './door-context.js';
import type { RdpDoorPolicy } from './rdp-door-policy.js';

export interface RdpDoorOptions {
  /** What clients are shown: the gateway's own certificate. */
  readonly certificate: DoorCertificate;
  readonly policy: RdpDoorPolicy;
  readonly loginGraceMs?: number;
}

const loginGraceMs = 20_000;

/**
 * The door for a person's own RDP client: takes raw sockets, signs the client in by NLA or inside TLS, has name and token judged, and hands
 * the desktop to the policy. 20 s to sign in, one try for a connection; whatever happens on a connection stays on it.
 */
export class RdpDoor {
  private readonly context: SecureContext;
  private readonly open = new Set<Socket>();

  constructor(private readonly options: RdpDoorOptions) {
    this.context = doorContext(options.certificate);
  }

  /**
   * Takes over a socket nobody has read from.
   * @param wireId what the policy knows this connection by.
   */
  accept(socket: Socket, wireId: string): void {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    this.open.add(socket);
    socket.once('close', () => {
      this.open.delete(socket);
      this.options.policy.wireClosed(wireId);
    });
    this.serve(socket, wireId).catch(() => socket.destroy());
  }

  /** Cuts every connection, whatever runs on it. */
  async closeAll(): Promise<void> {
    await Promise.all(
      [...this.open].map((socket) => {
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.destroy();
        return closed;
      }),
    );
  }

  /** Speaks no RDP yet: hangs up on everybody. */
  private async serve(socket: Socket, _wireId: string): Promise<void> {
    const impatience = setTimeout(() => socket.destroy(), this.options.loginGraceMs ?? loginGraceMs);
    socket.once('close', () => clearTimeout(impatience));
    if (this.context) socket.destroy();
  }
}
