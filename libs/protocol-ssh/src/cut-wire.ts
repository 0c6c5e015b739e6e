import { disconnectReason } from './ssh2-internals.js';
import type { Ssh2Internals } from './ssh2-internals.js';

export interface Cutter {
  /** Ends the connection; told once, with the first reason. */
  cut(why: string): void;
  isCut(): boolean;
}

/** What a peer gets to read why it was cut, before its socket is closed by force. */
const patienceMs = 500;

/**
 * Ends a connection for a fault of its peer. Invariant: after a cut no byte of this peer is looked at any more, and its
 * socket is closed even when the peer neither reads nor hangs up. The same for what ssh2 finds by itself, such as a
 * bad MAC: it would only close its own half, and go on reading.
 */
export function cutterOf(wire: Ssh2Internals, told: (why: string) => void): Cutter {
  const { socket, protocol } = wire;
  let done = false;
  const close = (): void => {
    done = true;
    socket.removeAllListeners('data');
    socket.destroySoon();
    const force = setTimeout(() => socket.destroy(), patienceMs);
    socket.once('close', () => clearTimeout(force));
  };
  wire.onFault(() => {
    if (!done) close();
  });
  return {
    cut: (why) => {
      if (done) return;
      try {
        protocol.disconnect(disconnectReason.protocolError);
      } catch {
        // The protocol had failed already; only the socket is left to close.
      }
      close();
      told(why);
    },
    isCut: () => done,
  };
}
