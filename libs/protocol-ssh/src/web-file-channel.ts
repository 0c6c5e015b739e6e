import type { Duplex } from 'node:stream';
import { encodeControl, encodeData, readFrames, writeFrame } from '@gatehouse/session/plugin';
import type { FileChannel, LegMessage, TerminalExit } from '@gatehouse/session/plugin';
import { pieceBytes } from './wire-channel.js';

/** File transfer of a browser's page: packets of SFTP over a stream of its own, which waits in both directions. */
export class WebFileChannel implements FileChannel {
  readonly kind = 'files';
  readonly wish = 'files';
  readonly gone: Promise<void>;
  private readonly input: AsyncGenerator<Buffer>;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param stream after its opening message was read from it by `frames`. */
  constructor(
    private readonly stream: Duplex,
    frames: ReturnType<typeof readFrames>,
  ) {
    this.gone = new Promise((resolve) => {
      if (stream.destroyed) resolve();
      stream.once('close', () => resolve());
    });
    stream.on('error', () => undefined);
    this.input = this.pieces(frames);
  }

  async read(): Promise<Buffer | null> {
    const next = await this.input.next();
    return next.done ? null : next.value;
  }

  /** There is no error output in a browser; what a person must read is told. */
  write(stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    return stream === 'out' ? this.send(encodeData(bytes)) : Promise.resolve();
  }

  endOutput(): void {}

  exit(_exit: TerminalExit): void {}

  /** The terminal of the same page shows everything else. */
  tell(message: LegMessage): void {
    if (message.type === 'ended')
      void this.send(encodeControl({ type: 'ended', code: message.code, text: message.text }));
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
    this.close();
  }

  close(): void {
    void this.turn.then(() => {
      this.stream.end();
      setTimeout(() => this.stream.destroy(), 300).unref();
    });
  }

  private send(frame: Buffer): Promise<void> {
    const sent = this.turn.then(() => writeFrame(this.stream, frame)).then(() => undefined);
    this.turn = sent;
    return sent;
  }

  private async *pieces(frames: ReturnType<typeof readFrames>): AsyncGenerator<Buffer> {
    try {
      for await (const frame of frames)
        if (frame.type === 'data')
          for (let at = 0; at < frame.bytes.length; at += pieceBytes)
            yield frame.bytes.subarray(at, at + pieceBytes);
    } catch {
      // What cannot be read as a frame ends this stream and nothing else.
      this.stream.destroy();
    }
  }
}
