import { createHmac } from 'node:crypto';

/** Length of a TOTP step in milliseconds (RFC 6238, X = 30 s). */
export const totpStepMs = 30_000;

/** The step an instant lies in. */
export function totpStep(at: number = Date.now()): number {
  return Math.floor(at / totpStepMs);
}

/** The six digits of a step: RFC 6238 over HMAC-SHA-1, the secret in base32 (RFC 4648). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000;
  return String(number).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0;
  let value = 0;
  const bytes: number[] = [];
  for (const character of text.toUpperCase().replaceAll(/[=\s]/g, '')) {
    const index = alphabet.indexOf(character);
    if (index < 0) throw new Error('the secret is not base32');
    value = ((value << 5) | index) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
