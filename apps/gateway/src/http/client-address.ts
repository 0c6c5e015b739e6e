import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../config/config-error.js';

/**
 * Tells who sent a request. That is the peer of the socket; only when the peer is a trusted proxy does its
 * X-Forwarded-For count, read from the right up to the first address that is no trusted proxy.
 */
export class ClientAddress {
  private readonly trusted = new BlockList();

  /** @param blocks CIDR blocks or single addresses. @throws ConfigError for one that is neither. */
  constructor(blocks: readonly string[]) {
    for (const block of blocks) {
      const [address = '', bits] = block.split('/');
      const family = isIP(address);
      const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
      const most = family === 4 ? 32 : 128;
      if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
        throw new ConfigError(`TRUSTED_PROXIES holds ${block}; write blocks such as 10.0.0.0/8, with commas`);
      this.trusted.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
    }
  }

  of(request: IncomingMessage): string {
    let address = plain(request.socket.remoteAddress ?? '');
    const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
    while (this.isTrusted(address)) {
      const next = plain((forwarded.pop() ?? '').trim());
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  }

  private isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** An IPv4 peer of a dual-stack socket reads `::ffff:10.0.0.1`. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
