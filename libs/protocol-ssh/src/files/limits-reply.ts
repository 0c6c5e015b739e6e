import { mostOpen } from './open-files.js';
import { PacketReader } from './packet-reader.js';
import { PacketWriter } from './packet-writer.js';
import { mostPieceBytes, packetTypes } from './sftp-numbers.js';

const mostClientPacketBytes = 256n * 1024n;

/**
 * The answer to `limits@openssh.com` (OpenSSH PROTOCOL section 4.8) with nothing above what is inspected here: clients
 * size their pieces by it. Throws MalformedFileStream.
 */
export function boundLimits(id: number, payload: Buffer): Buffer {
  const reader = new PacketReader(payload, 0);
  const [packet, read, write, handles] = [reader.uint64(), reader.uint64(), reader.uint64(), reader.uint64()];
  return new PacketWriter(packetTypes.extendedReply)
    .uint32(id)
    .uint64(bounded(packet, mostClientPacketBytes))
    .uint64(bounded(read, BigInt(mostPieceBytes)))
    .uint64(bounded(write, BigInt(mostPieceBytes)))
    .uint64(bounded(handles, BigInt(mostOpen)))
    .finish();
}

/** 0 says that the server has no limit. */
function bounded(value: bigint, most: bigint): bigint {
  return value === 0n || value > most ? most : value;
}
