import type { Protocol } from '@gatehouse/kernel';

export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

/** What the clear header of a recording says about it. Anyone who holds the file can read this. */
export interface RecordingHeader {
  recordingId: string;
  sessionId: string;
  connectionId: string;
  protocol: Protocol;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Ids and such; no secrets and no names that the holder of the file may not see. At most 64 KiB as JSON. */
  meta: Record<string, Json>;
}

/** It shows pictures: there is no text in it to search, and nothing for a terminal to play. */
export function showsDesktop({ protocol }: Pick<RecordingHeader, 'protocol'>): boolean {
  return protocol === 'vnc' || protocol === 'rdp';
}

/** Made by the control process for one recording. The session host never sees the key-encryption key. */
export interface RecordingKeys {
  recordingId: string;
  /** 32 bytes. */
  dataKey: Buffer;
  /** Opaque: made and understood by the control process only. */
  wrappedDataKey: string;
  /** PKCS#8 PEM, Ed25519. */
  signingPrivateKey: string;
  /** SPKI PEM. */
  signingPublicKey: string;
  signingKeyId: string;
  /** 32 bytes; present only when the policy records typed input. */
  inputDataKey?: Buffer;
  wrappedInputDataKey?: string;
}
