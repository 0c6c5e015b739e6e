import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WireInput } from './wire-input.js';

/** A target that takes nothing in while so much waits for it is not served any more. */
const mostUnsent = 1024 * 1024;

/** The connection to a target: plain at first, and within TLS once both sides agreed on it. */
export class TargetWire {
  readonly input: WireInput;
  private stream: Duplex;

  constructor(readonly socket: Socket) {
    this.stream = socket;
    this.input = new WireInput(socket);
  }

  /**
   * The stream that a TLS client is to speak over. Gives null when the target had already sent more than it may at this
   * point: bytes from before the encryption must never be read as if they had come in it.
   */
  release(): Duplex | null {
    return this.input.detach() > 0 ? null : this.stream;
  }

  continueOver(stream: Duplex): void {
    this.stream = stream;
    this.input.readFrom(stream);
  }

  /** Nothing happens once the connection is over. Cuts a target that does not take in what is sent. */
  readonly send = (bytes: Uint8Array): void => {
    const { stream } = this;
    if (stream.destroyed || stream.writableEnded || !stream.writable) return;
    stream.write(bytes);
    if (stream.writableLength > mostUnsent) this.cut();
  };

  end(): void {
    if (!this.stream.destroyed) this.stream.end();
  }

  cut(): void {
    this.stream.destroy();
    this.socket.destroy();
  }
}
