import { createHash } from 'node:crypto';
import { isSameSecret } from '../is-same-secret.js';
import { Rc4 } from '../rc4.js';
import { hmacMd5 } from './ntlm-v2.js';

export const signatureOctets = 16;

/** One direction: MS-NLMP section 3.4, with extended session security, key exchange and 128 bits. */
class Direction {
  private readonly signingKey: Buffer;
  private readonly sealingKey: Buffer;
  private cipher: Rc4;
  private sequence = 0;

  constructor(sessionKey: Uint8Array, name: 'client-to-server' | 'server-to-client') {
    const derive = (kind: string): Buffer =>
      createHash('md5')
        .update(sessionKey)
        .update(`session key to ${name} ${kind} key magic constant\0`, 'latin1')
        .digest();
    this.signingKey = derive('signing');
    this.sealingKey = derive('sealing');
    this.cipher = new Rc4(this.sealingKey);
  }

  /** Encrypts or decrypts. */
  process(bytes: Uint8Array): Buffer {
    return this.cipher.process(bytes);
  }

  /** NTLMSSP_MESSAGE_SIGNATURE, section 2.2.2.9.2. Goes on in both the cipher and the count. */
  signatureOf(message: Uint8Array): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(this.sequence);
    this.sequence += 1;
    const checksum = this.cipher.process(hmacMd5(this.signingKey, count, message).subarray(0, 8));
    return Buffer.concat([Buffer.of(1, 0, 0, 0), checksum, count]);
  }

  rewindCipher(): void {
    this.cipher.wipe();
    this.cipher = new Rc4(this.sealingKey);
  }

  wipe(): void {
    this.cipher.wipe();
    this.signingKey.fill(0);
    this.sealingKey.fill(0);
  }
}

/** Seals what one side sends and opens what the other sent, each in its order; a message that came before is never taken again. */
export class SealedStream {
  private readonly out: Direction;
  private readonly in: Direction;

  /** @param sessionKey ExportedSessionKey, which may be wiped after this. */
  constructor(sessionKey: Uint8Array, side: 'client' | 'server') {
    const fromClient = new Direction(sessionKey, 'client-to-server');
    const fromServer = new Direction(sessionKey, 'server-to-client');
    [this.out, this.in] = side === 'client' ? [fromClient, fromServer] : [fromServer, fromClient];
  }

  /** The signature, then what is sealed. */
  seal(message: Uint8Array): Buffer {
    const sealed = this.out.process(message);
    return Buffer.concat([this.out.signatureOf(message), sealed]);
  }

  /** Null for anything but the very next message, as it was sealed. Nothing can be opened after that. */
  open(sealed: Uint8Array): Buffer | null {
    if (sealed.length < signatureOctets) return null;
    const message = this.in.process(sealed.subarray(signatureOctets));
    const isRight = isSameSecret(this.in.signatureOf(message), sealed.subarray(0, signatureOctets));
    if (isRight) return message;
    message.fill(0);
    return null;
  }

  /**
   * The signature of SPNEGO. The cipher begins anew after it, while the count goes on: MS-SPNG section 3.3.5.1, and what
   * Windows, Samba and FreeRDP make of it.
   */
  sign(message: Uint8Array): Buffer {
    const signature = this.out.signatureOf(message);
    this.out.rewindCipher();
    return signature;
  }

  /** The same of the other side. */
  isSignature(signature: Uint8Array, message: Uint8Array): boolean {
    const isRight = isSameSecret(this.in.signatureOf(message), signature);
    this.in.rewindCipher();
    return isRight;
  }

  wipe(): void {
    this.out.wipe();
    this.in.wipe();
  }
}
