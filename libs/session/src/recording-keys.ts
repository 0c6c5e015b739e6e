import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { RecordingId, SecretBox } from '@gatehouse/kernel';
import type { RecordingKeys } from '@gatehouse/recording';

/** Under what names the keys of a recording are sealed. */
export const recordingKeyContext = {
  data: (id: RecordingId) => `recording:${id}`,
  input: (id: RecordingId) => `recording-input:${id}`,
};

/**
 * Keys for one recording, made by the control process. The wrapped forms open with the key-encryption key only; the
 * host gets the bare ones, so that a host that is taken over can forge what it records now, and nothing else.
 */
export function makeRecordingKeys(
  id: RecordingId,
  box: SecretBox,
  recordInput: boolean,
): { keys: RecordingKeys; wrappedDataKey: Buffer; wrappedInputKey: Buffer | null } {
  const dataKey = randomBytes(32);
  const inputDataKey = recordInput ? randomBytes(32) : null;
  const wrappedDataKey = box.seal(dataKey, recordingKeyContext.data(id));
  const wrappedInputKey = inputDataKey && box.seal(inputDataKey, recordingKeyContext.input(id));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    keys: {
      recordingId: id,
      dataKey,
      wrappedDataKey: wrappedDataKey.toString('base64'),
      signingPrivateKey: privateKey,
      signingPublicKey: publicKey,
      signingKeyId: createHash('sha256').update(publicKey).digest('hex').slice(0, 32),
      ...(inputDataKey && wrappedInputKey
        ? { inputDataKey, wrappedInputDataKey: wrappedInputKey.toString('base64') }
        : {}),
    },
    wrappedDataKey,
    wrappedInputKey,
  };
}
