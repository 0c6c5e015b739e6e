import type { Ssh2Internals } from './ssh2-internals.js';

export interface KeyLimits {
  /** Bytes on the wire, both directions together, after which new keys are asked for. */
  readonly bytes: number;
  readonly everyMs: number;
  /** Within this time of the first KEXINIT the new keys are in use, or the connection is cut. */
  readonly answerMs: number;
}

/** RFC 4253 section 9 asks for new keys after a gigabyte or an hour; ssh2 never asks for them by itself. */
export const defaultKeyLimits: KeyLimits = { bytes: 2 ** 30, everyMs: 60 * 60 * 1000, answerMs: 60_000 };

/**
 * Asks for new keys by volume and by time, and cuts a peer that leaves them unanswered: until then everything that is
 * to be sent has to wait. A gigabyte also stays far from the 2^32 packets at which sequence numbers begin again
 * (RFC 4344 section 3.1).
 */
export function keepKeysFresh(wire: Ssh2Internals, limits: KeyLimits, cut: (why: string) => void): void {
  const { protocol, socket } = wire;
  let since = performance.now();
  let bytesThen = bytesOn(socket);
  let deadline: NodeJS.Timeout | undefined;
  const overdue = (): void => {
    if (protocol._kexinit !== undefined) cut('new keys were not agreed on in time');
  };
  const look = (): void => {
    if (protocol._kexinit !== undefined) {
      deadline ??= setTimeout(overdue, limits.answerMs).unref();
      return;
    }
    if (!wire.isAuthenticated()) return;
    if (bytesOn(socket) - bytesThen < limits.bytes && performance.now() - since < limits.everyMs) return;
    protocol.rekey();
    deadline ??= setTimeout(overdue, limits.answerMs).unref();
  };
  // A transfer in either direction brings packets here: data one way, room in the window the other way.
  const onPayload = protocol._onPayload;
  let packets = 0;
  protocol._onPayload = (payload) => {
    const result = onPayload(payload);
    packets = (packets + 1) % packetsPerLook;
    if (packets === 0 || protocol._kexinit !== undefined) look();
    return result;
  };
  const onHandshakeComplete = protocol._onHandshakeComplete;
  protocol._onHandshakeComplete = (negotiated) => {
    clearTimeout(deadline);
    deadline = undefined;
    since = performance.now();
    bytesThen = bytesOn(socket);
    onHandshakeComplete(negotiated);
  };
  const timer = setInterval(look, Math.min(limits.everyMs, 10_000)).unref();
  socket.once('close', () => {
    clearInterval(timer);
    clearTimeout(deadline);
  });
}

/** Counting what was written takes a walk through what waits. */
const packetsPerLook = 32;

function bytesOn(socket: Ssh2Internals['socket']): number {
  return socket.bytesRead + socket.bytesWritten;
}
