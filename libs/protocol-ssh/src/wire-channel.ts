import { watchChannel } from './channel-watch.js';
import { printable } from './printable.js';
import { internalsOf, sendPayload } from './ssh2-internals.js';
import type { Ssh2Channel, Ssh2Internals } from './ssh2-internals.js';
import { channelRequest, flagField, numberField, textField } from './wire-fields.js';

/** Largest piece handed on at once. */
export const pieceBytes = 32 * 1024;
/** What may wait in a socket for a peer that has opened its window wide and does not read. */
const socketBacklogBytes = 512 * 1024;
const stderrType = 1;

/**
 * One channel of ours, on either side, with flow control that holds. ssh2's own write returns when the peer's
 * window allows it, whatever waits in the socket; never calls back once the peer has closed; sends a stale piece
 * again when output and error output wait for the window in turn; spins on a packet size of 0; and keeps without
 * bound what is written while keys are exchanged, which a peer may never finish. So output goes through here, and
 * input is pulled piece by piece, which keeps the window closed while nobody pulls.
 */
export class WireChannel {
  /** Resolves when the peer closed the channel, or the connection is gone. */
  readonly gone: Promise<void>;
  private isGone = false;
  private wake: (() => void)[] = [];
  private readonly wire: Ssh2Internals;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    connection: object,
    private readonly channel: Ssh2Channel,
  ) {
    this.wire = internalsOf(connection);
    this.gone = new Promise((resolve) => {
      const closed = (): void => {
        if (this.isGone) return;
        this.isGone = true;
        this.wakeAll();
        resolve();
      };
      watchChannel(this.wire, channel.incoming.id, { changed: () => this.wakeAll(), closed });
      if (this.wire.socket.destroyed) closed();
    });
    for (const stream of [channel, channel.stderr]) stream.on('error', () => undefined);
  }

  /** The next piece of what the peer sent; null at its end, and when the peer is gone. */
  read(): Promise<Buffer | null> {
    return readPiece(this.channel, this.gone);
  }

  /** The same for error output; only a target sends that. */
  readErr(): Promise<Buffer | null> {
    return readPiece(this.channel.stderr, this.gone);
  }

  /**
   * In order of the calls. Resolves when all is handed over and there is room, or the peer is gone.
   * @param mayGo asked in the turn of each packet, with the bytes that are left; what it refuses is not sent.
   */
  write(stream: 'out' | 'err', bytes: Buffer, mayGo?: (left: number) => boolean): Promise<void> {
    const written = this.turn.then(() => this.writeNow(stream, bytes, mayGo));
    this.turn = written;
    return written;
  }

  /** RFC 4254 section 5.3: no more data from us. After everything that was written before. */
  endOutput(): void {
    this.after(() => this.channel.eof());
  }

  /** Allowed before and after the end of output, never after a close. */
  exitStatus(status: number): void {
    this.after(() => this.wire.protocol.exitStatus(this.channel.outgoing.id, status >>> 0));
  }

  exitSignal(signal: string, coreDumped: boolean, text: string): void {
    // Words of the target, which a client may print. ssh2 would throw on a name that it does not know.
    const name = textField(printable(signal.replace(/^SIG/, ''), 64));
    this.request('exit-signal', name, flagField(coreDumped), textField(printable(text)), textField(''));
  }

  /** RFC 4254 section 6.7; a channel to a target only. */
  resize(columns: number, rows: number): void {
    this.after(() => this.wire.protocol.windowChange(this.channel.outgoing.id, rows, columns, 0, 0));
  }

  /** RFC 4254 section 6.9; a channel to a target only. */
  signal(name: string): void {
    this.request('signal', textField(name));
  }

  /** RFC 4335; a channel to a target only. No answer is asked for, as none is passed back. */
  lineBreak(milliseconds: number): void {
    this.request('break', numberField(milliseconds));
  }

  /** After everything that was written before. */
  close(): void {
    this.after(() => this.channel.close());
  }

  private request(type: string, ...fields: Buffer[]): void {
    this.after(() =>
      sendPayload(this.wire.protocol, channelRequest(this.channel.outgoing.id, type, ...fields)),
    );
  }

  /** Whatever cannot be sent ends the connection: what comes behind it would wait for ever. */
  private after(act: () => void): void {
    this.turn = this.turn
      .then(() => {
        if (!this.isGone && this.isOpen()) act();
      })
      .catch(() => void this.wire.socket.destroy());
  }

  private async writeNow(
    stream: 'out' | 'err',
    bytes: Buffer,
    mayGo: ((left: number) => boolean) | undefined,
  ): Promise<void> {
    const { outgoing } = this.channel;
    for (let at = 0; at < bytes.length;) {
      while (!this.isGone && (outgoing.window === 0 || this.isCongested())) await this.change();
      if (this.isGone || outgoing.state !== 'open') return;
      if (mayGo?.(bytes.length - at) === false) return;
      const length = Math.min(bytes.length - at, outgoing.window, outgoing.packetSize, pieceBytes);
      const piece = bytes.subarray(at, at + length);
      if (stream === 'out') this.wire.protocol.channelData(outgoing.id, piece);
      else this.wire.protocol.channelExtData(outgoing.id, piece, stderrType);
      outgoing.window -= length;
      at += length;
    }
    while (!this.isGone && this.isCongested()) await this.change();
  }

  private isCongested(): boolean {
    const { protocol, socket } = this.wire;
    return protocol._kexinit !== undefined || socket.writableLength > socketBacklogBytes;
  }

  private isOpen(): boolean {
    return this.channel.outgoing.state === 'open' || this.channel.outgoing.state === 'eof';
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private wakeAll(): void {
    for (const resolve of this.wake.splice(0)) resolve();
  }
}

function readPiece(stream: Ssh2Channel | Ssh2Channel['stderr'], gone: Promise<void>): Promise<Buffer | null> {
  return new Promise((resolve) => {
    let done = false;
    const finish = (piece: Buffer | null): void => {
      if (done) return;
      done = true;
      stream.off('readable', look);
      stream.off('end', end);
      resolve(piece);
    };
    const end = (): void => finish(null);
    const look = (): void => {
      const waiting = stream.readableLength;
      const piece = waiting > 0 ? (stream.read(Math.min(waiting, pieceBytes)) as Buffer | null) : null;
      if (piece) finish(piece);
      else if (stream.readableEnded) finish(null);
      else if (waiting === 0) stream.read(0);
    };
    stream.on('readable', look);
    stream.once('end', end);
    look();
    void gone.then(() => {
      // What came before the peer left is still read; after that there is nothing to wait for.
      if (!done && stream.readableLength === 0) finish(null);
    });
  });
}
