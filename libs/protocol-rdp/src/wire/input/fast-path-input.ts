import { MalformedPdu } from '../malformed-pdu.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import type { InputEvent } from './input-event.js';

const codes = {
  scancode: 0,
  pointer: 1,
  extendedPointer: 2,
  synchronize: 3,
  unicode: 4,
  qualityTimestamp: 6,
} as const;
const keyFlags = { release: 1, extended: 2, extended1: 4 } as const;

/** The most events that one PDU is given here; the four bits of its header hold no more. */
const mostEvents = 15;

/**
 * TS_FP_INPUT_PDU (MS-RDPBCGR section 2.2.8.1.2). Quality timestamps are read past. @param header the first byte of the frame.
 * @throws MalformedPdu.
 */
export function readFastPathInput(header: number, payload: Uint8Array): readonly InputEvent[] {
  if ((header & 0xc0) !== 0) throw new MalformedPdu("fast-path input is in RDP's own encryption");
  const reader = new PduReader(payload, 'fast-path input');
  const count = (header >> 2) & 0x0f || reader.u8();
  const events: InputEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    const event = readEvent(reader);
    if (event) events.push(event);
  }
  reader.end();
  return events;
}

/** Whole PDUs: more than one for more than 15 events. */
export function writeFastPathInput(events: readonly InputEvent[]): readonly Buffer[] {
  const pdus: Buffer[] = [];
  for (let at = 0; at < events.length; at += mostEvents) {
    const some = events.slice(at, at + mostEvents);
    const body = new PduWriter();
    for (const event of some) writeEvent(body, event);
    const length = body.length + 3;
    pdus.push(
      new PduWriter()
        .u8(some.length << 2, 0x80 | (length >> 8), length & 0xff)
        .bytes(body.done())
        .done(),
    );
  }
  return pdus;
}

function readEvent(reader: PduReader): InputEvent | null {
  const header = reader.u8();
  const flags = header & 0x1f;
  switch (header >> 5) {
    case codes.scancode:
      return {
        kind: 'scancode',
        code: reader.u8(),
        isExtended: (flags & keyFlags.extended) !== 0,
        isExtended1: (flags & keyFlags.extended1) !== 0,
        isReleased: (flags & keyFlags.release) !== 0,
      };
    case codes.pointer:
      return { kind: 'pointer', flags: reader.u16(), x: reader.u16(), y: reader.u16() };
    case codes.extendedPointer:
      return { kind: 'extended-pointer', flags: reader.u16(), x: reader.u16(), y: reader.u16() };
    case codes.synchronize:
      return { kind: 'synchronize', locks: flags & 0x0f };
    case codes.unicode:
      return { kind: 'unicode', unit: reader.u16(), isReleased: (flags & keyFlags.release) !== 0 };
    case codes.qualityTimestamp:
      reader.skip(4);
      return null;
    default:
      return reader.fail('holds an event that was not agreed on');
  }
}

function writeEvent(writer: PduWriter, event: InputEvent): void {
  switch (event.kind) {
    case 'scancode': {
      const flags =
        (event.isReleased ? keyFlags.release : 0) |
        (event.isExtended ? keyFlags.extended : 0) |
        (event.isExtended1 ? keyFlags.extended1 : 0);
      writer.u8((codes.scancode << 5) | flags, event.code);
      return;
    }
    case 'unicode':
      writer.u8((codes.unicode << 5) | (event.isReleased ? keyFlags.release : 0)).u16(event.unit);
      return;
    case 'pointer':
      writer.u8(codes.pointer << 5).u16(event.flags, event.x, event.y);
      return;
    case 'extended-pointer':
      writer.u8(codes.extendedPointer << 5).u16(event.flags, event.x, event.y);
      return;
    case 'synchronize':
      writer.u8((codes.synchronize << 5) | event.locks);
  }
}
