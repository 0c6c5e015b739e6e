import { PduWriter } from '../pdu-writer.js';
import { shareControlTypes, writeShareControl } from './share-control.js';

/**
 * The server ends the share, and a new demand active may follow, with another size (MS-RDPBCGR section 2.2.3.1). To read it is to
 * see its type: nothing it holds has a meaning.
 */
export function writeDeactivateAll(source: number, shareId: number): Buffer {
  const body = new PduWriter().u32(shareId).u16(1).u8(0).done();
  return writeShareControl({ type: shareControlTypes.deactivateAll, source, body });
}
