import fc from 'fast-check';
import { packetTypes } from '../files/sftp-numbers.js';
import type { SftpAttributes } from '../files/sftp-attributes.js';
import { PacketWriter } from '../files/packet-writer.js';
import type { SftpOperation } from '../files/sftp-request.js';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const path = fc.oneof(
  fc.constantFrom('', '.', '..', '/', '/in', '/in/a', '/in/../etc', 'a', '../b', '/etc/passwd', '/in/sub/c'),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const handle = fc.oneof(
  fc.integer({ min: 0, max: 6 }).map((number) => `\0\0\0${String.fromCharCode(number)}`),
  fc.constantFrom('', 'h'),
);
const attributes: fc.Arbitrary<SftpAttributes> = fc.record(
  { size: uint64, permissions: uint32, times: fc.record({ accessed: uint32, modified: uint32 }) },
  { requiredKeys: [] },
);

/** Every request a client can make, with fields that mean something often enough. */
export const operations: fc.Arbitrary<SftpOperation> = fc.oneof(
  fc.record({ op: fc.constant('open' as const), path, flags: fc.integer({ min: 0, max: 127 }), attributes }),
  fc.record({
    op: fc.constantFrom(
      'close' as const,
      'fstat' as const,
      'readdir' as const,
      'fsync' as const,
      'fstatvfs' as const,
    ),
    handle,
  }),
  fc.record({ op: fc.constant('read' as const), handle, offset: uint64, length: uint32 }),
  fc.record({
    op: fc.constant('write' as const),
    handle,
    offset: uint64,
    content: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({
    op: fc.constantFrom(
      'lstat' as const,
      'stat' as const,
      'opendir' as const,
      'readlink' as const,
      'realpath' as const,
      'remove' as const,
      'rmdir' as const,
      'statvfs' as const,
      'expand-path' as const,
    ),
    path,
  }),
  fc.record({
    op: fc.constantFrom('setstat' as const, 'lsetstat' as const, 'mkdir' as const),
    path,
    attributes,
  }),
  fc.record({ op: fc.constant('fsetstat' as const), handle, attributes }),
  fc.record({
    op: fc.constantFrom('rename' as const, 'posix-rename' as const, 'hardlink' as const, 'symlink' as const),
    path,
    to: path,
  }),
  fc.record({
    op: fc.constant('copy-data' as const),
    handle,
    offset: uint64,
    length: uint64,
    toHandle: handle,
    toOffset: uint64,
  }),
  fc.record({ op: fc.constant('limits' as const) }),
);

/** A reply of some kind under this id; what a hostile target would send. */
export const replies: fc.Arbitrary<(id: number) => Buffer> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }).map(statusReply) },
  { weight: 3, arbitrary: fc.constantFrom('\0\0\0\0', '\0\0\0\x01', 'x', 'long handle').map(handleReply) },
  fc.uint8Array({ maxLength: 40 }).map((bytes) => (id: number) => {
    const content = Buffer.from(bytes);
    return new PacketWriter(packetTypes.data).uint32(id).bytes(content).finish();
  }),
  { weight: 3, arbitrary: fc.constantFrom('/in', '/in/a', '/etc', '/', 'a/b', '').map(nameReply) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(0o100644, 0o040755, 0o120777)
      .map(
        (mode) => (id: number) =>
          new PacketWriter(packetTypes.attrs).uint32(id).uint32(4).uint32(mode).finish(),
      ),
  },
);

function statusReply(code: number): (id: number) => Buffer {
  return (id) => new PacketWriter(packetTypes.status).uint32(id).uint32(code).string('').string('').finish();
}

function handleReply(text: string): (id: number) => Buffer {
  return (id) => new PacketWriter(packetTypes.handle).uint32(id).string(text).finish();
}

function nameReply(name: string): (id: number) => Buffer {
  return (id) =>
    new PacketWriter(packetTypes.name).uint32(id).uint32(1).string(name).string(name).uint32(0).finish();
}
