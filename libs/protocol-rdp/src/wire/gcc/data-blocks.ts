import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** A TS_UD block of GCC user data (MS-RDPBCGR section 2.2.1.3.1). */
export interface DataBlock {
  readonly type: number;
  readonly body: Buffer;
}

/** More than were ever defined. */
const mostBlocks = 32;

/** @throws MalformedPdu, also where one type comes twice: two parsers could take different ones for the truth. */
export function readDataBlocks(bytes: Uint8Array): readonly DataBlock[] {
  const reader = new PduReader(bytes, 'GCC user data');
  const blocks: DataBlock[] = [];
  while (reader.left > 0) {
    const type = reader.u16();
    const length = reader.u16();
    if (length < 4) reader.fail('holds a block that is shorter than its header');
    if (blocks.length === mostBlocks) reader.fail('holds too many blocks');
    if (blocks.some((block) => block.type === type)) reader.fail('holds a block twice');
    blocks.push({ type, body: reader.take(length - 4) });
  }
  return blocks;
}

export function writeDataBlock(type: number, body: Uint8Array): Buffer {
  return new PduWriter()
    .u16(type, body.length + 4)
    .bytes(body)
    .done();
}
