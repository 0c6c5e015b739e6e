import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import type { RecordingEnding } from '../recorder.js';

/** What a checkpoint signs besides the chain before it. */
export interface CheckpointBody {
  /** Wall time, ISO 8601, UTC. */
  at: string;
  /** Present in the last one only: the recording ends here, and why. */
  ending?: RecordingEnding;
}

export const signatureBytes = 64;
const maxReasonLength = 1000;

export function encodeCheckpointBody(body: CheckpointBody): Buffer {
  const ending = body.ending && { ...body.ending, reason: body.ending.reason.slice(0, maxReasonLength) };
  return Buffer.from(JSON.stringify({ at: body.at, ...(ending && { ending }) }));
}

/** Payload of a checkpoint chunk: `JSON | Ed25519 signature[64]`. */
export function signCheckpoint(
  recordingId: string,
  header: Buffer,
  body: Buffer,
  privateKey: KeyObject,
): Buffer {
  return Buffer.concat([body, sign(null, signedText(recordingId, header, body), privateKey)]);
}

/** Undefined when the signature is not of this key over this header in this recording. */
export function openCheckpoint(
  recordingId: string,
  header: Buffer,
  payload: Buffer,
  publicKey: KeyObject,
): CheckpointBody | undefined {
  if (payload.length < signatureBytes) return undefined;
  const body = payload.subarray(0, payload.length - signatureBytes);
  const signature = payload.subarray(payload.length - signatureBytes);
  if (!verify(null, signedText(recordingId, header, body), publicKey, signature)) return undefined;
  return parseCheckpointBody(body);
}

/** Says nothing about the signature. */
export function parseCheckpointBody(body: Buffer): CheckpointBody | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as Partial<CheckpointBody> | null;
    return typeof value?.at === 'string' ? (value as CheckpointBody) : undefined;
  } catch {
    return undefined;
  }
}

/** The header holds the hash of everything before, so the signature covers the whole recording up to here. */
function signedText(recordingId: string, header: Buffer, body: Buffer): Buffer {
  const digest = createHash('sha256').update(header).update(body).digest('hex');
  return Buffer.from(`gatehouse recording checkpoint 1\n${recordingId}\n${digest}\n`);
}
