import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@gatehouse/kernel';
import type { RecordingHeader, RecordingKeys } from '../recording-header.js';

export interface RecordingPlace {
  root: string;
  spoolDirectory: string;
  secondSpoolDirectory: string;
  storeDirectory: string;
  remove(): void;
}

export function makePlace(): RecordingPlace {
  const root = mkdtempSync(path.join(tmpdir(), 'gatehouse-recording-'));
  return {
    root,
    spoolDirectory: path.join(root, 'spool'),
    secondSpoolDirectory: path.join(root, 'spool2'),
    storeDirectory: path.join(root, 'store'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A wrapped key is the key itself in base64: the wrapping belongs to the control process, not to this lib. */
export function makeKeys(recordingId: string, withInput = false): RecordingKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const dataKey = randomBytes(32);
  const inputDataKey = randomBytes(32);
  return {
    recordingId,
    dataKey,
    wrappedDataKey: dataKey.toString('base64'),
    signingPrivateKey: privateKey,
    signingPublicKey: publicKey,
    signingKeyId: 'signing-key-1',
    ...(withInput && { inputDataKey, wrappedInputDataKey: inputDataKey.toString('base64') }),
  };
}

export function unwrapKey(wrapped: string): Buffer {
  return Buffer.from(wrapped, 'base64');
}

export function makeHeader(): RecordingHeader {
  return {
    recordingId: newId('rec'),
    sessionId: newId('ses'),
    connectionId: newId('conn'),
    protocol: 'ssh',
    startedAt: '2026-11-23T08:00:00.000Z',
    meta: { targetId: newId('tgt') },
  };
}
