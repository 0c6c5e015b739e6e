import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import { shareDataTypes } from '../share/share-data.js';
import type { GraphicsUpdate } from './graphics-update.js';
import { updateCodes } from './graphics-update.js';

/** Pointer messages (MS-RDPBCGR section 2.2.9.1.1.4) by their number, as what the fast path has for them. */
const pointerCodes: Readonly<Record<number, number>> = {
  3: updateCodes.pointerPosition,
  6: updateCodes.colourPointer,
  7: updateCodes.cachedPointer,
  8: updateCodes.newPointer,
  9: updateCodes.largePointer,
};
const systemMessage = 1;
const defaultPointer = 0x7f00;

/** @param body of a share data PDU of type `update` (section 2.2.9.1.1.3). @throws MalformedPdu. */
export function readSlowPathUpdate(body: Uint8Array): GraphicsUpdate {
  const reader = new PduReader(body, 'update PDU');
  const updateType = reader.u16();
  if (updateType > 3) return reader.fail('is of an unknown kind');
  // Bitmaps and palettes repeat their type on the fast path as well, so their data is the whole body.
  const hasType = updateType === updateCodes.bitmap || updateType === updateCodes.palette;
  return {
    code: updateType,
    data: hasType ? Buffer.from(body.buffer, body.byteOffset, body.length) : reader.rest(),
  };
}

/** @param body of a share data PDU of type `pointer` (section 2.2.9.1.1.4). @throws MalformedPdu. */
export function readSlowPathPointer(body: Uint8Array): GraphicsUpdate {
  const reader = new PduReader(body, 'pointer PDU');
  const message = reader.u16();
  reader.skip(2);
  if (message === systemMessage) {
    const isDefault = reader.u32() === defaultPointer;
    return {
      code: isDefault ? updateCodes.defaultPointer : updateCodes.hiddenPointer,
      data: Buffer.alloc(0),
    };
  }
  return { code: pointerCodes[message] ?? reader.fail('is of an unknown kind'), data: reader.rest() };
}

/** An update for a client that takes no fast-path output: type and body of a share data PDU. Null for what it has no form for. */
export function writeSlowPathUpdate({ code, data }: GraphicsUpdate): { type: number; body: Buffer } | null {
  const { update, pointer } = shareDataTypes;
  switch (code) {
    case updateCodes.bitmap:
    case updateCodes.palette:
      return { type: update, body: data };
    case updateCodes.synchronize:
      return { type: update, body: new PduWriter().u16(code, 0).done() };
    case updateCodes.hiddenPointer:
    case updateCodes.defaultPointer: {
      const shape = code === updateCodes.defaultPointer ? defaultPointer : 0;
      return { type: pointer, body: new PduWriter().u16(systemMessage, 0).u32(shape).done() };
    }
  }
  const message = Object.entries(pointerCodes).find(([, known]) => known === code)?.[0];
  if (message === undefined) return null;
  return { type: pointer, body: new PduWriter().u16(Number(message), 0).bytes(data).done() };
}
