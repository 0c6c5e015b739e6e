import { createHash } from 'node:crypto';
import type { RecordingHeader } from '../recording-header.js';

/** The clear beginning of a recording: whose it is, and what is needed to verify and (with the keys) to read it. */
export interface ContainerHeader extends RecordingHeader {
  v: 1;
  wrappedDataKey: string;
  wrappedInputDataKey?: string;
  /** Whether the policy kept what was typed. */
  typedInput: 'recorded' | 'not-recorded';
  signingKeyId: string;
  /** SPKI PEM. The file's own word: the audit trail says which key it must be. */
  signingPublicKey: string;
}

export const containerMagic = Buffer.from('GHREC1\r\n');
export const maxContainerHeaderBytes = 1 << 20;
const fixedBytes = 12;

/** `"GHREC1\r\n" | u32 length | JSON`. */
export function encodeContainerHeader(header: ContainerHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const fixed = Buffer.alloc(fixedBytes);
  containerMagic.copy(fixed);
  fixed.writeUInt32LE(json.length, 8);
  return Buffer.concat([fixed, json]);
}

export interface ParsedContainerHeader {
  header: ContainerHeader;
  /** Bytes of the whole header; the first chunk begins here. */
  length: number;
  /** What the first chunk holds as the hash before it. */
  hash: Buffer;
}

/** The reason in plain words when the bytes do not begin with a header of a recording. */
export function parseContainerHeader(bytes: Buffer): ParsedContainerHeader | { problem: string } {
  if (bytes.length < fixedBytes || !bytes.subarray(0, 8).equals(containerMagic))
    return { problem: 'The file does not begin like a recording.' };
  const length = bytes.readUInt32LE(8);
  if (length > maxContainerHeaderBytes)
    return { problem: 'The header claims to be larger than a header can be.' };
  if (fixedBytes + length > bytes.length) return { problem: 'The file ends inside its header.' };
  const whole = bytes.subarray(0, fixedBytes + length);
  try {
    const header: unknown = JSON.parse(whole.subarray(fixedBytes).toString('utf8'));
    if (!isContainerHeader(header))
      return { problem: 'The header lacks what every recording of version 1 has.' };
    return { header, length: whole.length, hash: createHash('sha256').update(whole).digest() };
  } catch {
    return { problem: 'The header is not JSON.' };
  }
}

export const maxWholeHeaderBytes = fixedBytes + maxContainerHeaderBytes;

function isContainerHeader(value: unknown): value is ContainerHeader {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Record<string, unknown>;
  const texts = [
    'recordingId',
    'sessionId',
    'connectionId',
    'protocol',
    'startedAt',
    'wrappedDataKey',
    'signingKeyId',
    'signingPublicKey',
  ];
  return header.v === 1 && texts.every((name) => typeof header[name] === 'string');
}
