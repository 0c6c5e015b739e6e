import { batchBytes } from './batch-buffers.js';
import { ChannelIntake } from './channel-intake.js';
import { watchChannel } from './channel-watch.js';
import { PacketSlab } from './packet-slab.js';
import { printable } from './printable.js';
import { internalsOf, sendPayload } from './ssh2-internals.js';
import type { Ssh2Channel, Ssh2Internals } from './ssh2-internals.js';
import { channelRequest, flagField, numberField, textField } from './wire-fields.js';

/** Largest packet of data sent; what every implementation takes (RFC 4253 section 6.1). */
export const pieceBytes = 32 * 1024;
/** What a peer may send before something of it was taken; ssh2 opens every channel with this. */
const windowBytes = 2 * 1024 * 1024;
/** The window is given back in steps, so that few packets are spent on it. */
const windowStepBytes = 256 * 1024;
/** What may wait in a socket for a peer that has opened its window wide and does not read. */
const socketBacklogBytes = 512 * 1024;
const stderrType = 1;
/** How long a command may take to end whose client has ended its input and closed, so that its exit status is heard. */
const closeWaitsMs = 2_000;

/**
 * One channel of ours, on either side, with flow control that holds. ssh2's own write returns when the peer's
 * window allows it, whatever waits in the socket; never calls back once the peer has closed; sends a stale piece
 * again when output and error output wait for the window in turn; spins on a packet size of 0; and keeps without
 * bound what is written while keys are exchanged, which a peer may never finish. So output goes through here, and
 * input is taken as it is asked for: the peer's window opens by what was taken, so no more than the window waits in
 * memory.
 */
export class WireChannel {
  /** Resolves when the peer closed the channel, or the connection is gone. */
  readonly gone: Promise<void>;
  private isGone = false;
  private wake: (() => void)[] = [];
  private readonly wire: Ssh2Internals;
  private turn: Promise<void> = Promise.resolve();
  private readonly slab: PacketSlab;
  private readonly output: ChannelIntake;
  /** Null on a client's channel: clients send no error output, and ssh2 has only a place to write it there. */
  private readonly errors: ChannelIntake | null;
  /** The peer's close that is not answered yet. */
  private heldClose: (() => void) | null = null;

  /**
   * @param closes a client's close that follows its end of data is answered after what runs has ended, as OpenSSH's
   * server does it: a multiplexing client closes as soon as its program is gone, and takes a missing exit status for
   * a failure.
   */
  constructor(
    connection: object,
    private readonly channel: Ssh2Channel,
    private readonly closes: 'at once' | 'after the end' = 'at once',
  ) {
    this.wire = internalsOf(connection);
    this.slab = PacketSlab.of(this.wire);
    const hasEnded = channel.incoming.state !== 'open';
    const took = (): void => this.openWindow();
    this.output = new ChannelIntake(channel, hasEnded, took);
    this.errors =
      typeof channel.stderr.push === 'function' ? new ChannelIntake(channel.stderr, hasEnded, took) : null;
    this.gone = new Promise((resolve) => {
      const closed = (): void => {
        if (this.isGone) return;
        this.isGone = true;
        this.output.end();
        this.errors?.end();
        this.wakeAll();
        resolve();
      };
      watchChannel(this.wire, channel.incoming.id, {
        changed: () => this.wakeAll(),
        closed,
        closing: (close) => this.holdClose(close),
      });
      // A target may answer, run a short command and close all in one breath, before anybody watches.
      if (this.wire.socket.destroyed || channel.incoming.state === 'closed') closed();
    });
    for (const stream of [channel, channel.stderr]) stream.on('error', () => undefined);
  }

  /**
   * All that the peer sent and nobody took, up to `batchBytes`; null at its end, and when the peer is gone. Who is done
   * with the bytes may `giveBack` them.
   */
  read(): Promise<Buffer | null> {
    return this.output.take(batchBytes);
  }

  /** The same for error output; only a target sends that. */
  readErr(): Promise<Buffer | null> {
    return this.errors ? this.errors.take(batchBytes) : this.gone.then(() => null);
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
    this.turn = this.turn.then(() => this.answerClose()).catch(() => void this.wire.socket.destroy());
  }

  private holdClose(close: () => void): boolean {
    if (this.heldClose) return true;
    const { incoming } = this.channel;
    if (this.closes === 'at once' || incoming.state !== 'eof' || !this.isOpen()) return false;
    this.heldClose = close;
    setTimeout(() => this.answerClose(), closeWaitsMs).unref();
    return true;
  }

  private answerClose(): void {
    if (!this.isGone) this.heldClose?.();
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
    for (let rest = bytes; rest.length > 0;) {
      while (!this.isGone && !this.hasRoom()) await this.change();
      if (this.isGone || outgoing.state !== 'open') return;
      const left = this.send(stream, rest, mayGo);
      if (left === null) return;
      rest = left;
    }
    while (!this.isGone && this.isBacklogged()) await this.change();
  }

  /** As many packets as there is room for, in one write to the socket. What is left; null when that may not go. */
  private send(
    stream: 'out' | 'err',
    bytes: Buffer,
    mayGo: ((left: number) => boolean) | undefined,
  ): Buffer | null {
    const { outgoing } = this.channel;
    const { protocol, socket } = this.wire;
    const isMany = bytes.length > pieceBytes;
    if (isMany) {
      this.slab.begin();
      socket.cork();
    }
    try {
      let at = 0;
      while (at < bytes.length && this.hasRoom()) {
        if (mayGo?.(bytes.length - at) === false) return null;
        const length = Math.min(bytes.length - at, outgoing.window, outgoing.packetSize, pieceBytes);
        const piece = bytes.subarray(at, at + length);
        if (stream === 'out') protocol.channelData(outgoing.id, piece);
        else protocol.channelExtData(outgoing.id, piece, stderrType);
        outgoing.window -= length;
        at += length;
      }
      return bytes.subarray(at);
    } finally {
      if (isMany) {
        socket.uncork();
        this.slab.end();
      }
    }
  }

  private hasRoom(): boolean {
    return this.channel.outgoing.window > 0 && !this.isBacklogged();
  }

  private isBacklogged(): boolean {
    const { protocol, socket } = this.wire;
    return protocol._kexinit !== undefined || socket.writableLength > socketBacklogBytes;
  }

  /** RFC 4254 section 5.2. What waits here counts as not given back. */
  private openWindow(): void {
    const { incoming, outgoing } = this.channel;
    const step = windowBytes - incoming.window - this.output.size - (this.errors?.size ?? 0);
    if (step < windowStepBytes || this.isGone || incoming.state !== 'open' || !this.isOpen()) return;
    incoming.window += step;
    this.wire.protocol.channelWindowAdjust(outgoing.id, step);
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
