import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** TS_CONTROL_PDU (MS-RDPBCGR sections 2.2.1.15, 2.2.1.16, 2.2.1.20 and 2.2.1.21). */
export interface Control {
  /** One of `controlActions`. */
  readonly action: number;
  /** The user that control is granted to, else 0. */
  readonly grantId: number;
  /** The server's user where control is granted, else 0. */
  readonly controlId: number;
}

export const controlActions = { request: 1, granted: 2, detach: 3, cooperate: 4 } as const;

/** @throws MalformedPdu. */
export function readControl(body: Uint8Array): Control {
  const reader = new PduReader(body, 'control PDU');
  return { action: reader.u16(), grantId: reader.u16(), controlId: reader.u32() };
}

/** The body of a share data PDU. */
export function writeControl(control: Control): Buffer {
  return new PduWriter().u16(control.action, control.grantId).u32(control.controlId).done();
}
