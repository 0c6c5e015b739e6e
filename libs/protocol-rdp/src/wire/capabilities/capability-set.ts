import type { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** One capability set (MS-RDPBCGR section 2.2.1.13.1.1.1). */
export interface CapabilitySet {
  /** One of `capabilityTypes`, or one that means nothing here. */
  readonly type: number;
  readonly body: Buffer;
}

export const capabilityTypes = {
  general: 1,
  bitmap: 2,
  order: 3,
  bitmapCache: 4,
  control: 5,
  activation: 7,
  pointer: 8,
  share: 9,
  colourCache: 10,
  sound: 12,
  input: 13,
  font: 14,
  brush: 15,
  glyphCache: 16,
  offscreenCache: 17,
  virtualChannel: 20,
  multifragmentUpdate: 26,
  largePointer: 27,
} as const;

/** More than were ever defined. */
const mostSets = 64;

/** Reads the number of sets, two bytes of padding and the sets. @throws MalformedPdu, also where one comes twice. */
export function readCapabilitySets(reader: PduReader): readonly CapabilitySet[] {
  const count = reader.u16();
  reader.skip(2);
  if (count > mostSets) reader.fail('holds too many capability sets');
  const sets: CapabilitySet[] = [];
  for (let index = 0; index < count; index += 1) {
    const type = reader.u16();
    const length = reader.u16();
    if (length < 4) reader.fail('holds a capability set that is shorter than its header');
    if (sets.some((set) => set.type === type)) reader.fail('holds a capability set twice');
    sets.push({ type, body: reader.take(length - 4) });
  }
  return sets;
}

export function writeCapabilitySets(sets: readonly CapabilitySet[]): Buffer {
  const writer = new PduWriter().u16(sets.length, 0);
  for (const { type, body } of sets) writer.u16(type, body.length + 4).bytes(body);
  return writer.done();
}
