import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { StreamReader } from '@gatehouse/desktop';

/** What a viewer is told in the end: let in, or shut out with a reason. */
export type SignInResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A viewer that speaks the client's part by hand, for tests: each step of the sign-in, in the order of the standard. */
export class ScriptedViewer {
  private constructor(
    readonly socket: Socket,
    private reader: StreamReader,
  ) {}

  secure: TLSSocket | null = null;

  static async at(port: number): Promise<ScriptedViewer> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new ScriptedViewer(socket, new StreamReader(socket));
  }

  send(...bytes: readonly number[]): void {
    this.socket.write(Buffer.from(bytes));
  }

  async receive(length: number): Promise<Buffer> {
    const bytes = await this.reader.exactly(length);
    if (!bytes) throw new Error('the door closed');
    return bytes;
  }

  /** Resolves when the door has hung up. */
  get gone(): Promise<void> {
    // What is not read would hide the end.
    this.reader.release();
    (this.secure ?? this.socket).resume();
    return new Promise((resolve) => {
      if (this.socket.destroyed) resolve();
      this.socket.once('close', () => resolve());
    });
  }

  /** Version, security type, VeNCrypt version and subtype, and TLS. */
  async comeToCredentials(ca: string, expected: readonly number[] = [19]): Promise<void> {
    await this.receive(12);
    this.socket.write('RFB 003.008\n');
    const types = await this.receive((await this.receive(1)).readUInt8());
    if (!types.equals(Buffer.from(expected))) throw new Error('other security types than were expected');
    this.send(19);
    await this.receive(2);
    this.send(0, 2);
    if ((await this.receive(1)).readUInt8() !== 0) throw new Error('VeNCrypt 0.2 was refused');
    const offered = await this.receive(4 * (await this.receive(1)).readUInt8());
    if (offered.length !== 4 || offered.readUInt32BE() !== 262)
      throw new Error('other subtypes than X509Plain');
    this.send(0, 0, 1, 6);
    if ((await this.receive(1)).readUInt8() !== 1) throw new Error('X509Plain was refused');
    this.reader.release();
    const secure = connectTls({ socket: this.socket, ca, servername: 'localhost' });
    await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
    secure.on('error', () => undefined);
    this.secure = secure;
    this.reader = new StreamReader(secure);
  }

  async signIn(userName: string, token: string): Promise<SignInResult> {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(Buffer.byteLength(userName), 0);
    head.writeUInt32BE(Buffer.byteLength(token), 4);
    this.secure?.write(Buffer.concat([head, Buffer.from(userName), Buffer.from(token)]));
    if ((await this.receive(4)).readUInt32BE() === 0) return { ok: true };
    const reason = await this.receive((await this.receive(4)).readUInt32BE());
    return { ok: false, reason: reason.toString('utf8') };
  }
}
