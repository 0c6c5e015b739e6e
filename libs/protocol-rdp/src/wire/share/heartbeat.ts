import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** MS-RDPBCGR section 2.2.16.1: a server is still there. */
export interface Heartbeat {
  /** Seconds between two of them. */
  readonly periodSeconds: number;
  /** After how many that did not come a client may warn, and may connect anew. */
  readonly missesToWarn: number;
  readonly missesToReconnect: number;
}

/** @param body what follows a security header with `heartbeat`. @throws MalformedPdu. */
export function readHeartbeat(body: Uint8Array): Heartbeat {
  const reader = new PduReader(body, 'heartbeat');
  reader.skip(1);
  return { periodSeconds: reader.u8(), missesToWarn: reader.u8(), missesToReconnect: reader.u8() };
}

/** The body after a security header. */
export function writeHeartbeat(heartbeat: Heartbeat): Buffer {
  return new PduWriter()
    .u8(0, heartbeat.periodSeconds, heartbeat.missesToWarn, heartbeat.missesToReconnect)
    .done();
}
