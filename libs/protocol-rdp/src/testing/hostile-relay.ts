import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { TestCertificate } from './test-certificate.js';

/** What the target says within TLS, piece by piece from 0 on; what comes back is said in its place. */
export type SpoilPiece = (piece: Buffer, index: number) => Buffer;

/** Stands before a real target with the target's own certificate, and can say anything in its name. */
export class HostileRelay {
  spoil: SpoilPiece = (piece) => piece;
  /** Pieces that the target said over the newest connection. */
  pieces = 0;
  /** What the target was told within TLS over the newest connection. */
  readonly heard: Buffer[] = [];
  private newest: TLSSocket | null = null;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly behind: { readonly port: number; readonly certificate: TestCertificate },
    private readonly server = createServer(),
  ) {
    server.on('connection', (socket) => void this.relay(socket).catch(() => socket.destroy()));
  }

  static async start(behind: HostileRelay['behind']): Promise<HostileRelay> {
    const relay = new HostileRelay(behind);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Says this over the newest connection, between what the target says. */
  say(...pieces: readonly Buffer[]): void {
    for (const piece of pieces) this.newest?.write(piece);
  }

  /** The link over which the newest client came is lost. */
  cut(): void {
    this.newest?.destroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private async relay(socket: Socket): Promise<void> {
    const target = connect(this.behind.port, '127.0.0.1');
    for (const end of [socket, target]) {
      this.open.add(end);
      end.on('error', () => undefined);
      end.once('close', () => {
        socket.destroy();
        target.destroy();
      });
    }
    // One PDU each way before TLS.
    target.write(await firstPdu(socket));
    socket.write(await firstPdu(target));
    const { key, certificate: cert } = this.behind.certificate;
    const client = new TLSSocket(socket, { isServer: true, key, cert });
    const server = connectTls({ socket: target, rejectUnauthorized: false });
    for (const end of [client, server]) end.on('error', () => socket.destroy());
    this.newest = client;
    this.pieces = 0;
    this.heard.length = 0;
    client.on('data', (piece: Buffer) => {
      this.heard.push(piece);
      server.write(piece);
    });
    server.on('data', (piece: Buffer) => client.write(this.spoil(piece, this.pieces++)));
  }
}

async function firstPdu(from: Socket): Promise<Buffer> {
  const [piece] = (await once(from, 'data')) as [Buffer];
  from.pause();
  return piece;
}
