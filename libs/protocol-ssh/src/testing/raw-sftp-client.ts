import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PacketSplitter } from '../files/packet-splitter.js';
import { PacketWriter } from '../files/packet-writer.js';
import { packetTypes } from '../files/sftp-numbers.js';
import { parseSftpReply } from '../files/sftp-reply.js';
import type { SftpReply } from '../files/sftp-reply.js';
import { encodeSftpRequest } from '../files/sftp-request.js';
import type { SftpOperation } from '../files/sftp-request.js';

/** A client that sends whatever a test wants, well-behaved or not. */
export class RawSftpClient {
  private readonly waiting = new Map<number, (reply: SftpReply) => void>();
  private nextId = 1;
  readonly closed: Promise<void>;

  private constructor(private readonly socket: Socket) {
    const splitter = new PacketSplitter();
    socket.on('data', (piece: Buffer) => {
      for (const packet of splitter.feed(piece)) {
        if (packet[4] === packetTypes.version) continue;
        const reply = parseSftpReply(packet);
        this.waiting.get(reply.id)?.(reply);
      }
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(socketPath: string): Promise<RawSftpClient> {
    const socket = connect(socketPath);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write('sftp\n');
    socket.write(new PacketWriter(packetTypes.init).uint32(3).finish());
    return new RawSftpClient(socket);
  }

  ask(operation: SftpOperation): Promise<SftpReply> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.write(encodeSftpRequest(id, operation));
    });
  }

  /** The handle of what is opened; throws when it is not. */
  async handle(operation: SftpOperation): Promise<string> {
    const reply = await this.ask(operation);
    if (reply.kind !== 'handle') throw new Error(`not opened: ${JSON.stringify(reply)}`);
    return reply.handle;
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  end(): void {
    this.socket.end();
  }
}
