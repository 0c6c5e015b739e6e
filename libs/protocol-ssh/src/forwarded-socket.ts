import { Duplex } from 'node:stream';
import type { WireChannel } from './wire-channel.js';

/**
 * A connection that a jump host opened for us, in the form of a socket, so that SSH can be spoken over it. Guarantees:
 * no more is held than the channel's window and one piece; `close` is emitted only when the jump host has closed the
 * channel, or the connection to it is gone.
 */
export class ForwardedSocket extends Duplex {
  /** As a net.Socket has them: the limits for new keys are counted by them. */
  bytesRead = 0;
  bytesWritten = 0;
  private isPulling = false;

  constructor(private readonly channel: WireChannel) {
    super({ allowHalfOpen: false });
    // Somebody always listens to the one who speaks over it; a late error must not end the process.
    this.on('error', () => undefined);
    void channel.gone.then(() => this.pull());
  }

  /** As a net.Socket has it: everything written is handed over first. */
  destroySoon(): void {
    if (this.writable) this.end(() => this.destroy());
    else this.destroy();
  }

  override _read(): void {
    this.pull();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.bytesWritten += bytes.length;
    this.channel.write('out', bytes).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.channel.endOutput();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.close();
    void this.channel.gone.then(() => done(error));
  }

  /** One piece at a time. What came before the end is passed on before it. */
  private pull(): void {
    if (this.isPulling || this.destroyed || this.readableEnded) return;
    this.isPulling = true;
    void this.channel.read().then((piece) => {
      this.isPulling = false;
      if (this.destroyed) return;
      if (piece === null) this.push(null);
      else {
        this.bytesRead += piece.length;
        this.push(piece);
      }
    });
  }
}
