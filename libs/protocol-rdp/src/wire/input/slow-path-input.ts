import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';
import type { InputEvent } from './input-event.js';

const messages = {
  synchronize: 0,
  unused: 2,
  scancode: 4,
  unicode: 5,
  pointer: 0x8001,
  extendedPointer: 0x8002,
} as const;
const keyFlags = { extended: 0x0100, extended1: 0x0200, wasDown: 0x4000, release: 0x8000 } as const;

/** @param body of a share data PDU of type `input` (MS-RDPBCGR section 2.2.8.1.1.3). @throws MalformedPdu. */
export function readSlowPathInput(body: Uint8Array): readonly InputEvent[] {
  const reader = new PduReader(body, 'input PDU');
  const count = reader.u16();
  reader.skip(2);
  const events: InputEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    reader.skip(4);
    const message = reader.u16();
    const event = readEvent(message, reader.piece(6, 'input PDU'));
    if (event) events.push(event);
  }
  return events;
}

/** The body of a share data PDU. */
export function writeSlowPathInput(events: readonly InputEvent[]): Buffer {
  const writer = new PduWriter().u16(events.length, 0);
  for (const event of events) writeEvent(writer.u32(0), event);
  return writer.done();
}

function readEvent(message: number, reader: PduReader): InputEvent | null {
  switch (message) {
    case messages.synchronize:
      reader.skip(2);
      return { kind: 'synchronize', locks: reader.u32() & 0x0f };
    case messages.unused:
      return null;
    case messages.scancode: {
      const flags = reader.u16();
      const code = reader.u16();
      if (code > 0xff) return reader.fail('holds a key of more than one byte');
      return {
        kind: 'scancode',
        code,
        isExtended: (flags & keyFlags.extended) !== 0,
        isExtended1: (flags & keyFlags.extended1) !== 0,
        isReleased: (flags & keyFlags.release) !== 0,
      };
    }
    case messages.unicode: {
      const isReleased = (reader.u16() & keyFlags.release) !== 0;
      return { kind: 'unicode', unit: reader.u16(), isReleased };
    }
    case messages.pointer:
      return { kind: 'pointer', flags: reader.u16(), x: reader.u16(), y: reader.u16() };
    case messages.extendedPointer:
      return { kind: 'extended-pointer', flags: reader.u16(), x: reader.u16(), y: reader.u16() };
    default:
      return reader.fail('holds an event that was not agreed on');
  }
}

function writeEvent(writer: PduWriter, event: InputEvent): void {
  switch (event.kind) {
    case 'scancode': {
      const flags =
        // A key that goes up was down before.
        (event.isReleased ? keyFlags.release | keyFlags.wasDown : 0) |
        (event.isExtended ? keyFlags.extended : 0) |
        (event.isExtended1 ? keyFlags.extended1 : 0);
      writer.u16(messages.scancode, flags, event.code, 0);
      return;
    }
    case 'unicode':
      writer.u16(messages.unicode, event.isReleased ? keyFlags.release : 0, event.unit, 0);
      return;
    case 'pointer':
      writer.u16(messages.pointer, event.flags, event.x, event.y);
      return;
    case 'extended-pointer':
      writer.u16(messages.extendedPointer, event.flags, event.x, event.y);
      return;
    case 'synchronize':
      writer.u16(messages.synchronize, 0).u32(event.locks);
  }
}
