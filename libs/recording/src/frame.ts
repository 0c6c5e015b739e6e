import { type ChannelKind, kindOfNumber, numberOfKind } from './channel-kind.js';
import { maxVarintBytes, readVarint, writeVarint } from './varint.js';

export interface Frame {
  channel: number;
  kind: ChannelKind;
  /** Microseconds since the start of the recording. */
  atMicros: number;
  data: Buffer;
}

export const maxFrameBytes = 8 << 20;
const kindsPerChannel = 16;

/**
 * `varint channel * 16 + kind | varint microseconds since base | varint length`; the data follows. Kept apart
 * from the data so that large data is not copied.
 */
export function frameHead(frame: Frame, baseMicros: number): Buffer {
  const head = Buffer.allocUnsafe(3 * maxVarintBytes);
  let end = writeVarint(head, 0, frame.channel * kindsPerChannel + numberOfKind(frame.kind));
  end = writeVarint(head, end, frame.atMicros - baseMicros);
  end = writeVarint(head, end, frame.data.length);
  return head.subarray(0, end);
}

/** The frames of one record or chunk, in order. Throws on bytes that are not frames; bounds every length. */
export function parseFrames(bytes: Buffer, baseMicros: number): Frame[] {
  const frames: Frame[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const address = readVarint(bytes, offset);
    const delta = address && readVarint(bytes, address.next);
    const length = delta && readVarint(bytes, delta.next);
    if (!address || !delta || !length || length.value > bytes.length - length.next)
      throw new MalformedFrames(`frame ${frames.length} is cut off`);
    const kind = kindOfNumber(address.value % kindsPerChannel);
    if (!kind) throw new MalformedFrames(`frame ${frames.length} is of a kind this version does not know`);
    frames.push({
      channel: Math.floor(address.value / kindsPerChannel),
      kind,
      atMicros: baseMicros + delta.value,
      data: bytes.subarray(length.next, length.next + length.value),
    });
    offset = length.next + length.value;
  }
  return frames;
}

export class MalformedFrames extends Error {}
