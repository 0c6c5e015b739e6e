import type { RecordingSource } from '../recording-source.js';

export function memorySource(bytes: Buffer): RecordingSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => undefined,
  };
}
