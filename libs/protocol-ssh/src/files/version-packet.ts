import { MalformedFileStream } from './malformed-file-stream.js';
import { PacketReader } from './packet-reader.js';
import { PacketWriter } from './packet-writer.js';
import { packetTypes, sftpVersion } from './sftp-numbers.js';
import { inspectedExtensions } from './sftp-request.js';

const mostExtensions = 64;

/** The client's first packet. What it offers beyond the version is not passed on. Throws MalformedFileStream. */
export function parseInit(packet: Buffer): void {
  if (packet.readUInt8(4) !== packetTypes.init)
    throw new MalformedFileStream('the first packet is not the one that begins SFTP');
  if (new PacketReader(packet, 5).uint32() < sftpVersion)
    throw new MalformedFileStream('the client speaks no version 3');
}

export function encodeInit(): Buffer {
  return new PacketWriter(packetTypes.init).uint32(sftpVersion).finish();
}

/**
 * The target's VERSION without what is not inspected. With rights that are bound to folders, extensions that name
 * places outside of them are left out too. Throws MalformedFileStream.
 */
export function filterVersion(packet: Buffer, isLimited: boolean): Buffer {
  if (packet.readUInt8(4) !== packetTypes.version)
    throw new MalformedFileStream('the first answer is not the one that begins SFTP');
  const reader = new PacketReader(packet, 5);
  if (reader.uint32() !== sftpVersion) throw new MalformedFileStream('the target speaks no version 3');
  const answer = new PacketWriter(packetTypes.version).uint32(sftpVersion);
  for (let count = 0; !reader.isAtEnd(); count++) {
    if (count === mostExtensions) throw new MalformedFileStream('the target offers too many extensions');
    const [name, data] = [reader.string(), reader.bytes()];
    if (!inspectedExtensions.has(name) || (isLimited && unlimitedOnly.has(name))) continue;
    answer.string(name).bytes(data);
  }
  return answer.finish();
}

const unlimitedOnly: ReadonlySet<string> = new Set([
  'expand-path@openssh.com',
  'home-directory',
  'hardlink@openssh.com',
]);
