import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { doorContext, greetViewer } from './greet-viewer.js';
import type { DoorCertificate, ViewerGreeting } from './greet-viewer.js';
import { NativeDesktopLeg } from './native-desktop-leg.js';
import { signInFailure } from './sign-in-failure.js';
import type { TokenAnswer, VncDoorPolicy } from './vnc-door-policy.js';

export interface VncDoorOptions {
  /** What viewers are shown: the gateway's own certificate. */
  readonly certificate: DoorCertificate;
  readonly policy: VncDoorPolicy;
  readonly loginGraceMs?: number;
}

const loginGraceMs = 20_000;
const lastWordsMs = 300;

/**
 * The door for a person's own VNC viewer: takes raw sockets, speaks VeNCrypt X509Plain, or VncAuth where the policy takes passwords,
 * has what was given judged, and hands the desktop to the policy. 20 s to sign in, one try for a connection; whatever happens on a
 * connection stays on it.
 */
export class VncDoor {
  private readonly context: SecureContext;
  private readonly open = new Set<Socket>();

  constructor(private readonly options: VncDoorOptions) {
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

  private async serve(socket: Socket, wireId: string): Promise<void> {
    const { policy } = this.options;
    const impatience = setTimeout(() => socket.destroy(), this.options.loginGraceMs ?? loginGraceMs);
    socket.once('close', () => clearTimeout(impatience));
    const takesPassword = await policy.takesPassword(wireId).catch(() => false);
    const greeting = await greetViewer(socket, this.context, takesPassword);
    if (!greeting) return cutSoon(socket, socket);
    const { stream, reader } = greeting;
    const takesReasons = greeting.kind === 'token' || greeting.takesReasons;
    const answer = await this.judge(wireId, greeting).catch(() => ({
      refusal: { code: 'GH-STALE', text: 'the gateway cannot judge this now. Try again in a minute.' },
    }));
    clearTimeout(impatience);
    if ('refusal' in answer) {
      const { code, text } = answer.refusal;
      stream.write(signInFailure(`${code}: ${text}`, takesReasons));
      return cutSoon(stream, socket);
    }
    const leg = new NativeDesktopLeg(stream, reader, takesReasons);
    await policy.serve(wireId, { grantId: answer.grantId }, leg);
    await leg.close();
    socket.destroy();
  }

  private judge(wireId: string, greeting: ViewerGreeting): Promise<TokenAnswer> {
    const { policy } = this.options;
    return greeting.kind === 'token'
      ? policy.token(wireId, greeting.userName, greeting.token)
      : policy.password(wireId, greeting.challenge, greeting.response);
  }
}

/** Who does not go after the last words is cut. */
function cutSoon(stream: Socket, socket: Socket): void {
  stream.end();
  const timer = setTimeout(() => socket.destroy(), lastWordsMs);
  socket.once('close', () => clearTimeout(timer));
}
