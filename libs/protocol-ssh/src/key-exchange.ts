import type { Ssh2Protocol } from './ssh2-internals.js';

/**
 * Judges a guess that came with a KEXINIT (RFC 4253 section 7): it holds when both sides put the same key exchange and
 * the same kind of host key first, and only then the next packet counts. ssh2 throws every guess away, and then waits
 * for ever for a Dropbear client, which sends one and knows that it was right.
 * @param payload the peer's KEXINIT, after ssh2 has read it.
 */
export function judgeGuess(protocol: Ssh2Protocol, payload: Buffer): void {
  const peer = firstNamesOf(payload);
  if (!peer?.hasGuess) return;
  const { kex, serverHostKey } = protocol._offer.lists;
  protocol._skipNextInboundPacket =
    peer.kex !== kex.array[0] || peer.serverHostKey !== serverHostKey.array[0];
}

/**
 * Takes what a peer still sends while keys are exchanged once more, under the keys that are in use. Strict key exchange
 * forbids that in the first exchange only (PROTOCOL of OpenSSH, section 1.9), and OpenSSH takes it; ssh2 hangs up on
 * everything. AsyncSSH 2.10 puts an SSH_MSG_IGNORE before each of its packets, and sends data behind its KEXINIT.
 */
export function allowOthersInExchange(protocol: Ssh2Protocol): void {
  const decipher = protocol._decipher;
  if (!decipher) return;
  const inner = decipher._onPayload;
  decipher._onPayload = (payload) => {
    const type = payload[0] ?? 0;
    return isTransportAside(type) || type >= firstOfConnection
      ? protocol._onPayload(payload)
      : inner(payload);
  };
}

/** RFC 4253 section 11.2 to 11.4: ignore, unimplemented, debug. */
function isTransportAside(type: number): boolean {
  return type >= 2 && type <= 4;
}

/** RFC 4250 section 4.1.2: from here on messages belong to channels. */
const firstOfConnection = 80;

interface FirstNames {
  readonly kex: string;
  readonly serverHostKey: string;
  readonly hasGuess: boolean;
}

/** Null for what is not a KEXINIT as RFC 4253 section 7.1 has it. */
function firstNamesOf(payload: Buffer): FirstNames | null {
  const cookieEnd = 17;
  const lists = 10;
  const first: string[] = [];
  let at = cookieEnd;
  for (let list = 0; list < lists; list += 1) {
    if (at + 4 > payload.length) return null;
    const length = payload.readUInt32BE(at);
    if (at + 4 + length > payload.length) return null;
    const names = payload.subarray(at + 4, at + 4 + length).toString('latin1');
    first.push(names.split(',', 1)[0] ?? '');
    at += 4 + length;
  }
  const [kex = '', serverHostKey = ''] = first;
  return { kex, serverHostKey, hasGuess: payload[at] === 1 };
}
