import { forwardRight } from '@gatehouse/kernel';
import type { ByteEnds, ForwardChannel } from '@gatehouse/session/plugin';
import { refuseOpen } from './refuse-open.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { WireChannel } from './wire-channel.js';

/** A `direct-tcpip` channel that a client has asked for and nobody has answered yet. */
export class SshForwardChannel implements ForwardChannel {
  readonly kind = 'forward';
  readonly wish: ForwardChannel['wish'];
  readonly gone: Promise<void>;
  private goneNow: () => void = () => undefined;
  private wire: WireChannel | null = null;
  private answered = false;

  /** @param answers of ssh2 to the open; exactly one of them is used, once. */
  constructor(
    private readonly connection: object,
    readonly host: string,
    readonly port: number,
    private readonly answers: { accept: () => unknown; reject: () => void },
    connectionGone: Promise<void>,
  ) {
    this.wish = forwardRight(host, port);
    this.gone = new Promise((resolve) => (this.goneNow = resolve));
    void connectionGone.then(() => this.goneNow());
  }

  accept(): ByteEnds | null {
    if (this.answered) return null;
    this.answered = true;
    const channel = this.answers.accept();
    if (!channel) return null;
    this.wire = new WireChannel(this.connection, channel as Ssh2Channel);
    void this.wire.gone.then(() => this.goneNow());
    return this.wire;
  }

  /** RFC 4254 section 5.1: administratively prohibited. */
  refuse(refusal: { readonly code: string; readonly text: string }): void {
    if (this.answered) return;
    this.answered = true;
    refuseOpen(this.connection, this.answers.reject, `${refusal.code}: ${refusal.text}`);
    this.goneNow();
  }

  close(): void {
    if (this.wire) {
      this.wire.endOutput();
      this.wire.close();
    } else if (!this.answered) {
      // The target could not open its side: the client is told that the connect failed.
      this.answered = true;
      this.answers.reject();
      this.goneNow();
    }
  }
}
