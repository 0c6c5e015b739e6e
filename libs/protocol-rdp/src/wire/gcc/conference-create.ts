import { readPerLength, writePerLength } from '../asn1/per-length.js';
import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

// T.124 section 8.7 in aligned PER; MS-RDPBCGR section 4.1.3 explains each byte. Of all of it RDP fills only the user data.

const t124Identifier = Buffer.from('000500147c0001', 'hex');
/** ConferenceCreateRequest with a conference name of one digit, one set of user data, key `Duca`. */
const createRequest = Buffer.from('0008001000', 'hex');
const clientKey = Buffer.from('Duca', 'latin1');
const serverKey = Buffer.from('McDn', 'latin1');

/** Gives the data blocks of the client. @throws MalformedPdu. */
export function readConferenceCreateRequest(userData: Uint8Array): Buffer {
  const reader = new PduReader(userData, 'GCC conference create request');
  if (!reader.take(7).equals(t124Identifier)) reader.fail('is not of T.124');
  const connect = reader.piece(readPerLength(reader), 'GCC conference create request');
  if (!connect.take(5).equals(createRequest)) connect.fail('asks for a conference that is not RDP');
  return readUserData(connect, clientKey);
}

export function writeConferenceCreateRequest(clientBlocks: Uint8Array): Buffer {
  const connect = new PduWriter().bytes(createRequest, writeUserData(clientKey, clientBlocks)).done();
  return Buffer.concat([t124Identifier, writePerLength(connect.length), connect]);
}

/** Gives the data blocks of the server. @throws MalformedPdu, also where the conference was refused. */
export function readConferenceCreateResponse(userData: Uint8Array): Buffer {
  const reader = new PduReader(userData, 'GCC conference create response');
  if (!reader.take(7).equals(t124Identifier)) reader.fail('is not of T.124');
  // xrdp and others write a constant here; the length of the user data counts (MS-RDPBCGR section 4.1.4 has such a one).
  readPerLength(reader);
  if ((reader.u8() & 0xf0) !== 0x10) reader.fail('is another PDU');
  reader.skip(2);
  reader.skip(readPerLength(reader));
  if (reader.u8() !== 0) reader.fail('refuses the conference');
  return readUserData(reader, serverKey);
}

export function writeConferenceCreateResponse(serverBlocks: Uint8Array): Buffer {
  const connect = new PduWriter()
    .u8(0x14)
    .u16be(0x760a)
    .u8(1, 1, 0)
    .bytes(writeUserData(serverKey, serverBlocks))
    .done();
  return Buffer.concat([t124Identifier, writePerLength(connect.length), connect]);
}

/** One set of user data with an H.221 key of four bytes. */
function readUserData(reader: PduReader, key: Buffer): Buffer {
  if (reader.u8() !== 1) reader.fail('holds another number of user data than 1');
  if ((reader.u8() & 0xc0) !== 0xc0) reader.fail('holds user data without a key');
  if (reader.u8() !== 0 || !reader.take(4).equals(key)) reader.fail('holds user data with an unknown key');
  return reader.take(readPerLength(reader));
}

function writeUserData(key: Buffer, blocks: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([1, 0xc0, 0]), key, writePerLength(blocks.length), blocks]);
}
