import type { DesktopSize } from '@gatehouse/desktop';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** How large the monitors may be that a server takes (DISPLAYCONTROL_CAPS_PDU, MS-RDPEDISP section 2.2.2.1). */
export interface DisplayCapabilities {
  readonly mostMonitors: number;
  /** Pixels of all monitors together: the number of monitors times the two factors of the message. */
  readonly largestArea: number;
}

const types = { monitorLayout: 2, capabilities: 5 } as const;
const capabilitiesBytes = 20;
const monitorBytes = 40;
const primary = 1;

/** Null for a message of another kind. @throws MalformedPdu. */
export function readDisplayCapabilities(message: Uint8Array): DisplayCapabilities | null {
  const body = bodyOf(message, types.capabilities);
  if (!body) return null;
  const [mostMonitors, factorA, factorB] = [body.u32(), body.u32(), body.u32()];
  return { mostMonitors, largestArea: mostMonitors * factorA * factorB };
}

export function writeDisplayCapabilities(
  mostMonitors: number,
  factors: readonly [a: number, b: number],
): Buffer {
  return new PduWriter().u32(types.capabilities, capabilitiesBytes, mostMonitors, ...factors).done();
}

/** DISPLAYCONTROL_MONITOR_LAYOUT_PDU (section 2.2.2.2) with one monitor, upright, at its natural scale. */
export function writeMonitorLayout({ width, height }: DesktopSize): Buffer {
  return new PduWriter()
    .u32(types.monitorLayout, 16 + monitorBytes, monitorBytes, 1)
    .u32(primary, 0, 0, width, height)
    .u32(0, 0, 0, 100, 100)
    .done();
}

/** The size of the only monitor in a layout; null for another message and for more monitors. @throws MalformedPdu. */
export function readMonitorLayout(message: Uint8Array): DesktopSize | null {
  const body = bodyOf(message, types.monitorLayout);
  if (!body) return null;
  const [eachBytes, count] = [body.u32(), body.u32()];
  if (eachBytes !== monitorBytes) body.fail('describes its monitors in another form');
  if (count !== 1) return null;
  body.skip(12);
  return { width: body.u32(), height: body.u32() };
}

function bodyOf(message: Uint8Array, type: number): PduReader | null {
  const reader = new PduReader(message, 'display control message');
  const found = reader.u32();
  const byteCount = reader.u32();
  if (found !== type) return null;
  if (byteCount < 8) reader.fail('is shorter than its own header');
  return reader.piece(byteCount - 8, 'display control message');
}
