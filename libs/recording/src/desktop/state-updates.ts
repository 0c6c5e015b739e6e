import { lengthOf, type ScreenItem, writeScreenUpdate } from '@gatehouse/screen';

/** A frame holds at most 8 MiB; a whole picture of a large desktop is spread over several. */
const mostBytes = 4 << 20;

/** The items as data of `screen-update` frames of at most 4 MiB each, in order. */
export function* stateUpdates(items: Iterable<ScreenItem>): Generator<Buffer> {
  let pending: ScreenItem[] = [];
  let bytes = 0;
  for (const item of items) {
    const length = lengthOf(item);
    if (bytes + length > mostBytes) {
      yield asBuffer(writeScreenUpdate(pending));
      pending = [];
      bytes = 0;
    }
    pending.push(item);
    bytes += length;
  }
  if (pending.length > 0) yield asBuffer(writeScreenUpdate(pending));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
