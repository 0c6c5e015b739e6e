import type { Socket } from 'node:net';
import type { SignInWire } from './native-sign-in.js';

/** The longest a sign-in may be put off: a confirmation's two minutes, and a moment to say that they are over. */
const longestWaitMs = 125_000;

/**
 * A socket at the door that has a time to sign in. The clock runs on the socket: a client that never says a word has no
 * ssh2 connection yet.
 */
export class NativeWire implements SignInWire {
  private grace: NodeJS.Timeout;
  private waitsLonger = false;
  private isIn = false;

  constructor(
    readonly wireId: string,
    readonly source: string,
    private readonly socket: Socket,
    graceMs: number,
  ) {
    this.grace = setTimeout(() => socket.destroy(), graceMs);
    socket.once('close', () => clearTimeout(this.grace));
  }

  waitLonger(ms: number): void {
    if (this.waitsLonger || this.isIn) return;
    this.waitsLonger = true;
    clearTimeout(this.grace);
    this.grace = setTimeout(() => this.socket.destroy(), Math.min(ms, longestWaitMs));
  }

  /** Signed in: the time to do it does not count any more. */
  entered(): void {
    this.isIn = true;
    clearTimeout(this.grace);
  }
}
