import type { Cutter } from './cut-wire.js';
import { allowOthersInExchange, judgeGuess } from './key-exchange.js';
import type { Ssh2Internals } from './ssh2-internals.js';

export interface PacketLimits {
  /** Bytes before the peer's identification, which only a target may send (RFC 4253 section 4.2). */
  readonly greetingBytes: number;
  /** Packets of the first key exchange; three are needed. */
  readonly packetsInFirstExchange: number;
  /** Packets of any kind before the user is authenticated. */
  readonly packetsBeforeAuthentication: number;
  /**
   * Packets that carry nothing for anybody (ignore, debug, unimplemented, banner, unknown), in any ten seconds, beside
   * one for each packet that does: there are clients that put one before every other.
   */
  readonly idlePacketsPerTenSeconds: number;
}

export const defaultPacketLimits: PacketLimits = {
  greetingBytes: 32 * 1024,
  packetsInFirstExchange: 64,
  packetsBeforeAuthentication: 400,
  idlePacketsPerTenSeconds: 400,
};

/**
 * Looks at every packet before ssh2 does. ssh2 takes packets without a message, with less padding than RFC 4253
 * section 6 asks for, as many as the peer likes of those that mean nothing, and new keys before sign-in, each of
 * which costs a signature. It also loses part of a greeting that comes in more than two pieces.
 */
export function capPackets(wire: Ssh2Internals, limits: PacketLimits, cutter: Cutter): void {
  const { protocol } = wire;
  const { cut } = cutter;
  const allowsIdle = idleRate(limits.idlePacketsPerTenSeconds);
  let early = 0;
  /** True when the packet may go on to ssh2. */
  const passes = (payload: Buffer): boolean => {
    const fault = faultOf(payload);
    if (fault !== null) return (cut(fault), false);
    if (allowsIdle(isIdle(payload[0] ?? 0))) return true;
    return (cut('too many packets that carry nothing'), false);
  };
  let exchanged = 0;
  const guardExchange = (): void => {
    const decipher = protocol._decipher;
    if (!decipher) return;
    const inner = decipher._onPayload;
    decipher._onPayload = (payload) => {
      if ((exchanged += 1) > limits.packetsInFirstExchange)
        return stop(() => cut('too many packets in the key exchange'));
      if (!passes(payload)) return gone;
      const result = inner(payload);
      if (payload[0] === message.kexInit) judgeGuess(protocol, payload);
      return result;
    };
  };
  const onPayload = protocol._onPayload;
  protocol._onPayload = (payload) => {
    if (!passes(payload)) return gone;
    if (!wire.isAuthenticated()) {
      if ((early += 1) > limits.packetsBeforeAuthentication)
        return stop(() => cut('too many packets before sign-in'));
      if (payload[0] === message.kexInit) return stop(() => cut('new keys before sign-in'));
    }
    const result = onPayload(payload);
    if (payload[0] === message.kexInit) {
      judgeGuess(protocol, payload);
      allowOthersInExchange(protocol);
    }
    return cutter.isCut() ? gone : result;
  };
  if (protocol._decipher) guardExchange();
  else capGreeting(wire, limits, cut, guardExchange);
}

/** What a packet handler gives to have ssh2 read no further in what it has. */
const gone = Infinity;

function stop(cut: () => void): number {
  cut();
  return gone;
}

/** RFC 4250 section 4.1.2. */
const message = { kexInit: 20 } as const;

function faultOf(payload: Buffer): string | null {
  if (payload.length === 0) return 'a packet without a message';
  // Every decipher of ssh2 hands out a view that starts behind the byte with the padding's length.
  const padding = payload.byteOffset === 0 ? 0 : new Uint8Array(payload.buffer, payload.byteOffset - 1, 1)[0];
  return (padding ?? 0) < 4 ? 'a packet with less than four bytes of padding' : null;
}

/** Nothing comes of these, or there is no such message: 1 to 7, 20 to 49, 50 to 79 and 80 to 100 are given out. */
function isIdle(type: number): boolean {
  return (type >= 2 && type <= 4) || type === 7 || type === 53 || type === 0 || type > 100;
}

/** Gives false for an idle packet too many; counts in steps of ten seconds. */
function idleRate(most: number): (isIdle: boolean) => boolean {
  let since = 0;
  let balance = 0;
  return (idle) => {
    if (!idle) {
      balance -= 1;
      return true;
    }
    const now = performance.now();
    if (now - since > 10_000) {
      since = now;
      balance = 0;
    }
    return (balance += 1) <= most;
  };
}

/** ssh2 keeps the first piece of a greeting only; all of it is put back before each further piece. */
function capGreeting(
  wire: Ssh2Internals,
  limits: PacketLimits,
  cut: (why: string) => void,
  read: () => void,
): void {
  const { protocol } = wire;
  const { parse, _onHeader: onHeader } = protocol;
  let soFar = Buffer.alloc(0);
  let isOver = false;
  protocol._onHeader = (header) => {
    isOver = true;
    protocol._onHeader = onHeader;
    protocol.parse = parse;
    onHeader(header);
    read();
  };
  protocol.parse = (chunk, from, to) => {
    if (soFar.length + to - from > limits.greetingBytes) return cut('a greeting without end');
    const before = soFar;
    soFar = Buffer.concat([soFar, chunk.subarray(from, to)]);
    if (before.length > 0) protocol._buffer = before;
    parse.call(protocol, chunk, from, to);
    if (isOver) soFar = Buffer.alloc(0);
  };
}
