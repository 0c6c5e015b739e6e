import type { Ssh2Internals } from './ssh2-internals.js';

/** What one connection may bring in before all others have had their turn. */
const turnBytes = 128 * 1024;

/**
 * Lets connections of one process take turns. libuv reads up to 2 MiB from a socket that is full before it looks at
 * the next, and all of that is decrypted, recorded and encrypted meanwhile: keystrokes of other sessions would wait
 * for it. So a connection that had its share pauses until the event loop has gone round.
 */
export function shareTurns({ protocol, socket }: Pick<Ssh2Internals, 'protocol' | 'socket'>): void {
  const parse = protocol.parse.bind(protocol);
  let bytes = 0;
  let waits = false;
  protocol.parse = (data, from, length) => {
    bytes += length;
    if (bytes >= turnBytes && !waits) {
      waits = true;
      socket.pause();
      setImmediate(() => {
        bytes = 0;
        waits = false;
        socket.resume();
      });
    }
    return parse(data, from, length);
  };
}
