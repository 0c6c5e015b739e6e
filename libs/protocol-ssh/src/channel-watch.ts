import type { Ssh2Handlers, Ssh2Internals } from './ssh2-internals.js';

export interface ChannelWatcher {
  /** There may be room again: the window grew, the socket drained, or new keys are in use. */
  changed(): void;
  /** The peer closed the channel, or the connection is gone. Told once. */
  closed(): void;
  /**
   * The peer has asked to close. Where this gives true, `close` is called later, which answers and ends the channel;
   * until then more may be sent.
   */
  closing?(close: () => void): boolean;
}

/**
 * Tells what happens to a channel that ssh2 does not tell, or tells too late: it emits `close` only when the last
 * byte was read. One set of handlers per connection, however many channels come and go on it.
 */
export function watchChannel(wire: Ssh2Internals, id: number, watcher: ChannelWatcher): void {
  const watchers = known.get(wire.handlers) ?? install(wire);
  watchers.set(id, watcher);
}

const known = new WeakMap<Ssh2Handlers, Map<number, ChannelWatcher>>();

function install(wire: Ssh2Internals): Map<number, ChannelWatcher> {
  const watchers = new Map<number, ChannelWatcher>();
  known.set(wire.handlers, watchers);
  const after = (message: string, tell: (id: number) => void): void => {
    const inner = wire.handlers[message];
    wire.handlers[message] = (protocol, recipient, ...rest) => {
      inner?.(protocol, recipient, ...rest);
      tell(recipient as number);
    };
  };
  after('CHANNEL_WINDOW_ADJUST', (id) => watchers.get(id)?.changed());
  const onClose = wire.handlers['CHANNEL_CLOSE'];
  wire.handlers['CHANNEL_CLOSE'] = (protocol, recipient, ...rest) => {
    const id = recipient as number;
    const watcher = watchers.get(id);
    const close = (): void => {
      onClose?.(protocol, recipient, ...rest);
      watchers.delete(id);
      watcher?.closed();
    };
    if (watcher?.closing?.(close) !== true) close();
  };
  const onHandshakeComplete = wire.protocol._onHandshakeComplete;
  wire.protocol._onHandshakeComplete = (negotiated) => {
    onHandshakeComplete(negotiated);
    watchers.forEach((watcher) => watcher.changed());
  };
  wire.socket.on('drain', () => watchers.forEach((watcher) => watcher.changed()));
  wire.socket.once('close', () => {
    const left = [...watchers.values()];
    watchers.clear();
    for (const watcher of left) watcher.closed();
  });
  return watchers;
}
