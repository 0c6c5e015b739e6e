import type { RecordingSource } from '../recording-source.js';

const blockBytes = 16 << 10;

/** The same bytes, a block at a time: walking the headers of a long, quiet recording then costs few reads. */
export function readAhead(source: RecordingSource): RecordingSource {
  let start = 0;
  let block: Buffer = Buffer.alloc(0);
  return {
    size: source.size,
    async read(offset, length) {
      if (length > blockBytes) return source.read(offset, length);
      if (offset < start || offset + length > start + block.length) {
        start = offset;
        block = await source.read(offset, blockBytes);
      }
      return block.subarray(offset - start, offset - start + length);
    },
    close: () => source.close(),
  };
}
