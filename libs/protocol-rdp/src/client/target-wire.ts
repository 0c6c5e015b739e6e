import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { StreamReader } from '@gatehouse/desktop';
import { PduFramer } from '../wire/framing/pdu-framer.js';
import type { Frame } from '../wire/framing/pdu-framer.js';
import { TargetGone } from './target-gone.js';

/** A target that takes nothing in while so much waits for it is not served any more. */
const mostUnsent = 1024 * 1024;

/** The connection to a target: plain for one PDU each way, then within TLS. */
export class TargetWire {
  private stream: Duplex;
  private reader: StreamReader;
  private framer = new PduFramer();

  constructor(readonly socket: Socket) {
    this.stream = socket;
    this.reader = new StreamReader(socket);
    socket.on('error', () => undefined);
  }

  /** The next PDU. Rejects with `TargetGone` when none comes, with `MalformedPdu` for what is none. One asker at a time. */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.framer.next();
      if (frame) return frame;
      const bytes = await this.reader.some();
      if (bytes === null) throw new TargetGone();
      this.framer.push(bytes);
    }
  }

  /** Bytes that are in no frame, as those of CredSSP, before the first frame is asked for within TLS. */
  async exactly(count: number): Promise<Buffer> {
    const bytes = await this.reader.exactly(count);
    if (bytes === null) throw new TargetGone();
    return bytes;
  }

  /**
   * The stream that a TLS client is to speak over. Null when the target had sent more than it may at this point: bytes from
   * before the encryption must never be read as if they had come in it.
   */
  release(): Duplex | null {
    this.reader.release();
    return this.framer.waiting > 0 || this.stream.readableLength > 0 ? null : this.stream;
  }

  continueOver(stream: Duplex): void {
    this.stream = stream;
    this.reader = new StreamReader(stream);
  }

  /** Nothing happens once the connection is over. Cuts a target that does not take in what is sent. */
  send(bytes: Uint8Array): void {
    const { stream } = this;
    if (stream.destroyed || stream.writableEnded || !stream.writable) return;
    stream.write(bytes);
    if (stream.writableLength > mostUnsent) this.cut();
  }

  end(): void {
    if (!this.stream.destroyed) this.stream.end();
  }

  cut(): void {
    this.stream.destroy();
    this.socket.destroy();
  }
}
