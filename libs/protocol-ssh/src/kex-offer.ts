import type { Duplex } from 'node:stream';
import { printable } from './printable.js';

/** What a server said it can do, from its SSH_MSG_KEXINIT (RFC 4253 section 7.1). */
export interface KexOffer {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cipher: readonly string[];
  readonly hmac: readonly string[];
}

/** Greeting lines, identification and first packet together; more than any server needs. */
const mostBytes = 64 * 1024;
/** RFC 4253 section 6.1. */
const mostPacket = 35_000;
const identificationLine = /^SSH-(?:2\.0|1\.99)-/;
const kexInit = 20;
const cookieBytes = 16;

/**
 * Listens in on the first bytes of a server, which are not encrypted, so that a failed handshake can be explained.
 * Invariant: holds 64 KiB at most, and stops listening with the first packet. Attach it before the SSH client, in the
 * same turn. @returns what the server offered so far; null when that is not known.
 */
export function watchKexOffer(wire: Duplex): () => KexOffer | null {
  let held = Buffer.alloc(0);
  let offer: KexOffer | null = null;
  const take = (bytes: Buffer): void => {
    held = Buffer.concat([held, bytes.subarray(0, mostBytes - held.length)]);
    const packet = firstPacket(held);
    if (packet === 'incomplete' && held.length < mostBytes) return;
    wire.removeListener('data', take);
    if (Buffer.isBuffer(packet)) offer = parseKexInit(packet);
    held = Buffer.alloc(0);
  };
  wire.on('data', take);
  return () => offer;
}

/** The payload behind the identification line; null for bytes that are no SSH server's. */
export function firstPacket(bytes: Buffer): Buffer | 'incomplete' | null {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return 'incomplete';
    const line = bytes.toString('latin1', at, end);
    at = end + 1;
    if (identificationLine.test(line)) break;
  }
  if (bytes.length < at + 5) return 'incomplete';
  const length = bytes.readUInt32BE(at);
  const padding = bytes[at + 4] ?? 0;
  if (length > mostPacket || padding + 1 >= length) return null;
  if (bytes.length < at + 4 + length) return 'incomplete';
  return bytes.subarray(at + 5, at + 4 + length - padding);
}

/** Null when the payload is no KEXINIT, or is cut short. */
export function parseKexInit(payload: Buffer): KexOffer | null {
  if (payload[0] !== kexInit) return null;
  let at = 1 + cookieBytes;
  const lists: string[][] = [];
  while (lists.length < 8) {
    if (payload.length < at + 4) return null;
    const length = payload.readUInt32BE(at);
    if (length > payload.length - at - 4) return null;
    lists.push(
      payload
        .toString('latin1', at + 4, at + 4 + length)
        .split(',')
        .filter(Boolean),
    );
    at += 4 + length;
  }
  const [kex = [], serverHostKey = [], toServer = [], toClient = [], macToServer = [], macToClient = []] =
    lists;
  return {
    kex,
    serverHostKey,
    cipher: [...new Set([...toServer, ...toClient])],
    hmac: [...new Set([...macToServer, ...macToClient])],
  };
}

/** The offer in one line for an administrator and the audit trail; what the server wrote is made harmless. */
export function describeOffer(offer: KexOffer): string {
  const list = (names: readonly string[]): string =>
    printable(names.filter((name) => !/^(ext-info-|kex-strict-)/.test(name)).join(', '), 300) || 'nothing';
  return [
    `key exchange ${list(offer.kex)}`,
    `host key ${list(offer.serverHostKey)}`,
    `encryption ${list(offer.cipher)}`,
    `integrity ${list(offer.hmac)}`,
  ].join('; ');
}
