import { transcode } from 'node:buffer';

/** A password given in UTF-8, as Windows has it: UTF-16, little endian. No string is made of it, since none can be wiped. */
export function passwordUtf16(password: Uint8Array): Buffer {
  return password.length === 0 ? Buffer.alloc(0) : transcode(password, 'utf8', 'utf16le');
}

/** The other way round. */
export function passwordUtf8(password: Uint8Array): Buffer {
  return password.length === 0 ? Buffer.alloc(0) : transcode(password, 'utf16le', 'utf8');
}
