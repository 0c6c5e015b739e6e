import type { ClientChannel, ClientLeg, LegMessage } from '@gatehouse/session/plugin';

/** One ssh connection of a person, as the session it serves sees it. */
export class NativeLeg implements ClientLeg {
  readonly kind = 'ssh';
  private readonly waiting: ClientChannel[] = [];
  private readonly shown = new Set<ClientChannel>();
  private wake: () => void = () => undefined;
  private isGone = false;

  /**
   * @param closeWire ends the whole connection once the client has closed its channels, or takes too long; resolves
   * true once its socket was seen closed.
   */
  constructor(
    readonly first: ClientChannel,
    readonly gone: Promise<void>,
    private readonly closeWire: (
      channelsClosed: Promise<unknown>,
      manner: 'in-order' | 'at-once',
    ) => Promise<boolean>,
  ) {
    this.track(first);
    void gone.then(() => {
      this.isGone = true;
      this.wake();
    });
  }

  /** A further channel that the client wants to open. */
  offer(channel: ClientChannel): void {
    this.waiting.push(channel);
    this.wake();
  }

  async nextChannel(): Promise<ClientChannel | null> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) {
        this.track(next);
        return next;
      }
      if (this.isGone) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** What was offered and never taken, because no session came about. */
  untaken(): ClientChannel[] {
    return this.waiting.splice(0);
  }

  tell(message: LegMessage): void {
    for (const channel of this.shown) if (channel.kind !== 'forward') channel.tell(message);
  }

  close(manner: 'in-order' | 'at-once' = 'in-order'): Promise<boolean> {
    const open = [...this.shown, ...this.waiting.splice(0)];
    for (const channel of open) channel.close();
    return this.closeWire(Promise.all(open.map((channel) => channel.gone)), manner);
  }

  private track(channel: ClientChannel): void {
    this.shown.add(channel);
    void channel.gone.then(() => this.shown.delete(channel));
  }
}
