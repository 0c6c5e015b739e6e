import type { Duplex } from 'node:stream';
import { FramedStream } from '@gatehouse/session/plugin';
import type { FileChannel, LegMessage, StreamFrame, TerminalExit } from '@gatehouse/session/plugin';
import { pieceBytes } from './wire-channel.js';

/** File transfer of a browser's page: packets of SFTP over a stream of its own, which waits in both directions. */
export class WebFileChannel implements FileChannel {
  readonly kind = 'files';
  readonly wish = 'files';
  readonly gone: Promise<void>;
  private readonly page: FramedStream;

  /** @param stream after its opening message was read from it by `frames`. */
  constructor(stream: Duplex, frames: AsyncGenerator<StreamFrame>) {
    this.page = new FramedStream(stream, frames, () => undefined, pieceBytes);
    this.gone = this.page.gone;
  }

  read(): Promise<Buffer | null> {
    return this.page.read();
  }

  /** There is no error output in a browser; what a person must read is told. */
  write(stream: 'out' | 'err', bytes: Buffer): Promise<void> {
    return stream === 'out' ? this.page.write(bytes) : Promise.resolve();
  }

  endOutput(): void {}

  exit(_exit: TerminalExit): void {}

  /** The terminal of the same page shows everything else. */
  tell(message: LegMessage): void {
    if (message.type === 'ended') this.page.say({ type: 'ended', code: message.code, text: message.text });
  }

  refuse(refusal: { readonly code: string; readonly text: string }): void {
    this.tell({ type: 'ended', reason: 'error', ...refusal });
    this.close();
  }

  /** A page that still takes the end of a file is waited for. */
  close(): void {
    void this.page.flushed().then(() => this.page.close());
  }
}
