import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { StreamReader } from '@gatehouse/desktop';
import { securityProtocols } from '../wire/x224/security-protocols.js';
import { connectDomain } from './connect-domain.js';
import type { ConnectedClient } from './connect-domain.js';
import { doorContext } from './door-context.js';
import type { DoorCertificate } from './door-context.js';
import { sayFarewell } from './farewell.js';
import { NativeRdpLeg } from './native-rdp-leg.js';
import type { Reason } from './native-rdp-leg.js';
import { negotiateSecurity } from './negotiate-security.js';
import { plainUserName } from './plain-user-name.js';
import type { RdpDoorPolicy, TokenAnswer } from './rdp-door-policy.js';
import { signInByNla } from './sign-in-by-nla.js';
import type { DelegatedToken } from './sign-in-by-nla.js';

export interface RdpDoorOptions {
  /** What clients are shown: the gateway's own certificate. */
  readonly certificate: DoorCertificate;
  readonly policy: RdpDoorPolicy;
  readonly loginGraceMs?: number;
  /** How long a client that gets no desktop shows why. */
  readonly farewellMs?: number;
}

const loginGraceMs = 20_000;
const farewellMs = 20_000;
const lastWordsMs = 300;
const longestName = 255;
const longestToken = 255;
const plainSize = { width: 1024, height: 768 };

const noToken: Reason = {
  code: 'GH-TICKET',
  text: 'your client sent no token with the name. Make one in the portal, and give it as the password when your client asks.',
};
const cannotJudge: TokenAnswer = {
  refusal: { code: 'GH-STALE', text: 'the gateway cannot judge this now. Try again in a minute.' },
};

/**
 * The door for a person's own RDP client: takes raw sockets, signs the client in by NLA or inside TLS, has name and token judged,
 * and hands the desktop to the policy. 20 s to sign in, one try for a connection; whatever happens on a connection stays on it.
 */
export class RdpDoor {
  private readonly context: SecureContext;
  private readonly certificate: Buffer;
  private readonly open = new Set<Socket>();

  constructor(private readonly options: RdpDoorOptions) {
    this.context = doorContext(options.certificate);
    this.certificate = new X509Certificate(options.certificate.cert).raw;
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
    const impatience = setTimeout(() => socket.destroy(), this.options.loginGraceMs ?? loginGraceMs);
    socket.once('close', () => clearTimeout(impatience));
    const plain = new StreamReader(socket);
    const security = await negotiateSecurity(plain, (bytes) => void socket.write(bytes));
    if (!security) return cutSoon(socket, socket);
    plain.release();
    const stream = await secure(socket, this.context);
    if (!stream) return void socket.destroy();
    const reader = new StreamReader(stream);
    const send = (bytes: Buffer): void => void stream.write(bytes);
    const nla =
      security.protocol === securityProtocols.tls
        ? null
        : await signInByNla(reader, send, {
            certificate: this.certificate,
            isEarlyAnswerDue: security.protocol === securityProtocols.hybridEx,
            ntHash: (userName) => this.ntHash(wireId, userName),
          });
    if (!nla && security.protocol !== securityProtocols.tls) return cutSoon(stream, socket);
    const client = await connectDomain(reader, send, security);
    if (!client) return cutSoon(stream, socket);
    const { info } = client;
    const answer = await this.judge(
      wireId,
      nla ?? { userName: plainUserName(info.user), token: info.password },
    );
    clearTimeout(impatience);
    const reason =
      'refusal' in answer ? answer.refusal : await this.run(wireId, answer.grantId, stream, reader, client);
    if (reason && !stream.destroyed)
      await sayFarewell(
        {
          ...{ stream, reader, agreed: client.agreed, size: client.screen ?? plainSize },
          milliseconds: this.options.farewellMs ?? farewellMs,
        },
        reason,
      );
    cutSoon(stream, socket);
  }

  /** Gives why no desktop was shown, if that is still to be said. */
  private async run(
    wireId: string,
    grantId: string,
    stream: TLSSocket,
    reader: StreamReader,
    { agreed, screen }: ConnectedClient,
  ): Promise<Reason | null> {
    const leg = new NativeRdpLeg(stream, reader, agreed, screen);
    await this.options.policy.serve(wireId, { grantId }, leg);
    await leg.close();
    return leg.unsaid;
  }

  private async ntHash(wireId: string, userName: string): Promise<Uint8Array | null> {
    return userName === '' || userName.length > longestName
      ? null
      : this.options.policy.ntHash(wireId, userName);
  }

  private async judge(wireId: string, { userName, token }: DelegatedToken): Promise<TokenAnswer> {
    if (userName === '' || userName.length > longestName || token === '' || token.length > longestToken)
      return { refusal: noToken };
    return this.options.policy.token(wireId, userName, token).catch(() => cannotJudge);
  }
}

async function secure(socket: Socket, secureContext: SecureContext): Promise<TLSSocket | null> {
  const stream = new TLSSocket(socket, { isServer: true, secureContext, requestCert: false });
  return new Promise((resolve) => {
    stream.on('error', () => resolve(null));
    stream.once('close', () => resolve(null));
    stream.once('secure', () => resolve(stream));
  });
}

/** Who does not go after the last words is cut. */
function cutSoon(stream: Socket, socket: Socket): void {
  stream.end();
  const timer = setTimeout(() => socket.destroy(), lastWordsMs);
  socket.once('close', () => clearTimeout(timer));
}
