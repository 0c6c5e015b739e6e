import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mpint, wireString } from './wire-bytes.js';

export type SecurityKeyType = 'sk-ssh-ed25519@openssh.com' | 'sk-ecdsa-sha2-nistp256@openssh.com';

export const touched = 0x01;
export const verified = 0x04;

/**
 * A hardware key without the hardware: makes the public key and the signatures that OpenSSH's PROTOCOL.u2f lays
 * out, with the flags and the counter the test wants.
 */
export class SoftwareSecurityKey {
  /** Wire form of the public key. */
  readonly blob: Buffer;
  private readonly privateKey: KeyObject;
  private counter = 0;

  constructor(
    readonly type: SecurityKeyType,
    readonly application = 'ssh:',
    /** What the key says about who used it. */
    public flags = touched,
  ) {
    const isEcdsa = type.includes('ecdsa');
    const pair = isEcdsa
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
    this.privateKey = pair.privateKey;
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    const [first, second] = [x, y].map((text) => Buffer.from(text, 'base64url')) as [Buffer, Buffer];
    const point = isEcdsa
      ? [wireString('nistp256'), wireString(Buffer.concat([Buffer.of(4), first, second]))]
      : [wireString(first)];
    this.blob = Buffer.concat([wireString(type), ...point, wireString(application)]);
  }

  get publicLine(): string {
    return `${this.type} ${this.blob.toString('base64')} software security key`;
  }

  /** The signature as an agent gives it and a client sends it. */
  sign(message: Buffer): Buffer {
    const { bare, flags, counter } = this.parts(message);
    const inner = this.type.includes('ecdsa')
      ? Buffer.concat([mpint(bare.subarray(0, 32)), mpint(bare.subarray(32))])
      : bare;
    return Buffer.concat([wireString(this.type), wireString(inner), flags, counter]);
  }

  /** The same as ssh2 hands it to the server side: without the name and the length of what follows it. */
  signAsSsh2HandsOut(message: Buffer): Buffer {
    return this.sign(message).subarray(4 + this.type.length + 4);
  }

  private parts(message: Buffer): { bare: Buffer; flags: Buffer; counter: Buffer } {
    this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = Buffer.of(this.flags);
    const signed = Buffer.concat([sha256(this.application), flags, counter, sha256(message)]);
    const isEcdsa = this.type.includes('ecdsa');
    const bare = sign(isEcdsa ? 'sha256' : null, signed, { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    return { bare, flags, counter };
  }
}

function sha256(bytes: Buffer | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}
