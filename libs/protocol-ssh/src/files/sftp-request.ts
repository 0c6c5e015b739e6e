import { MalformedFileStream } from './malformed-file-stream.js';
import { PacketReader } from './packet-reader.js';
import { PacketWriter } from './packet-writer.js';
import { readAttributes, writeAttributes } from './sftp-attributes.js';
import type { SftpAttributes } from './sftp-attributes.js';
import { mostPieceBytes, packetTypes } from './sftp-numbers.js';
import type { WirePath } from './wire-path.js';

/** Handles and paths have one character for each byte. Names of extensions are OpenSSH's, without `@openssh.com`. */
export type SftpRequest = { readonly id: number } & SftpOperation;

export type SftpOperation =
  | {
      readonly op: 'open';
      readonly path: WirePath;
      readonly flags: number;
      readonly attributes: SftpAttributes;
    }
  | { readonly op: HandleOperation; readonly handle: string }
  | { readonly op: 'read'; readonly handle: string; readonly offset: bigint; readonly length: number }
  | WriteOperation
  | { readonly op: PathOperation; readonly path: WirePath }
  | {
      readonly op: 'setstat' | 'lsetstat' | 'mkdir';
      readonly path: WirePath;
      readonly attributes: SftpAttributes;
    }
  | { readonly op: 'fsetstat'; readonly handle: string; readonly attributes: SftpAttributes }
  | { readonly op: PairOperation; readonly path: WirePath; readonly to: WirePath }
  | CopyOperation
  | { readonly op: 'home-directory'; readonly user: string }
  | { readonly op: 'users-groups-by-id'; readonly uids: Buffer; readonly gids: Buffer }
  | { readonly op: 'limits' }
  | { readonly op: 'unknown'; readonly name: string };

export type HandleOperation = 'close' | 'fstat' | 'readdir' | 'fsync' | 'fstatvfs';
export type PathOperation =
  'lstat' | 'stat' | 'opendir' | 'readlink' | 'realpath' | 'remove' | 'rmdir' | 'statvfs' | 'expand-path';
export type PairOperation = 'rename' | 'posix-rename' | 'hardlink' | 'symlink';

export interface WriteOperation {
  readonly op: 'write';
  readonly handle: string;
  readonly offset: bigint;
  readonly content: Buffer;
}

export interface CopyOperation {
  readonly op: 'copy-data';
  readonly handle: string;
  readonly offset: bigint;
  readonly length: bigint;
  readonly toHandle: string;
  readonly toOffset: bigint;
}

const suffix = '@openssh.com';
/** Where the fields begin: behind length, type and id. */
const fieldsAt = 9;

/** One request as a client sends it, INIT apart. Throws MalformedFileStream. */
export function parseSftpRequest(packet: Buffer): SftpRequest {
  const reader = new PacketReader(packet, 5);
  const id = reader.uint32();
  const operation = parseOperation(packet.readUInt8(4), reader);
  reader.end();
  return { id, ...operation };
}

function parseOperation(type: number, reader: PacketReader): SftpOperation {
  switch (type) {
    case packetTypes.open:
      return {
        op: 'open',
        path: reader.string(),
        flags: reader.uint32(),
        attributes: readAttributes(reader),
      };
    case packetTypes.close:
      return { op: 'close', handle: reader.string() };
    case packetTypes.fstat:
      return { op: 'fstat', handle: reader.string() };
    case packetTypes.readdir:
      return { op: 'readdir', handle: reader.string() };
    case packetTypes.read:
      return { op: 'read', handle: reader.string(), offset: reader.uint64(), length: reader.uint32() };
    case packetTypes.write: {
      const [handle, offset, content] = [reader.string(), reader.uint64(), reader.bytes()];
      if (content.length > mostPieceBytes + 1024) throw new MalformedFileStream('a piece is too long');
      return { op: 'write', handle, offset, content };
    }
    case packetTypes.setstat:
      return { op: 'setstat', path: reader.string(), attributes: readAttributes(reader) };
    case packetTypes.fsetstat:
      return { op: 'fsetstat', handle: reader.string(), attributes: readAttributes(reader) };
    case packetTypes.mkdir:
      return { op: 'mkdir', path: reader.string(), attributes: readAttributes(reader) };
    case packetTypes.rename:
      return { op: 'rename', path: reader.string(), to: reader.string() };
    case packetTypes.symlink:
      // OpenSSH sends what the link says first and the link second, against the draft; everybody follows it.
      return { op: 'symlink', path: reader.string(), to: reader.string() };
    case packetTypes.extended:
      return parseExtended(reader.string(), reader);
    default: {
      const op = pathOperations.get(type);
      if (!op) throw new MalformedFileStream('a request of a type that does not exist');
      return { op, path: reader.string() };
    }
  }
}

const pathOperations = new Map<number, PathOperation>([
  [packetTypes.lstat, 'lstat'],
  [packetTypes.stat, 'stat'],
  [packetTypes.opendir, 'opendir'],
  [packetTypes.readlink, 'readlink'],
  [packetTypes.realpath, 'realpath'],
  [packetTypes.remove, 'remove'],
  [packetTypes.rmdir, 'rmdir'],
]);

/** The extensions of OpenSSH that are inspected; the others are refused unread. */
function parseExtended(name: string, reader: PacketReader): SftpOperation {
  const op = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  switch (op) {
    case 'posix-rename':
    case 'hardlink':
      return { op, path: reader.string(), to: reader.string() };
    case 'statvfs':
    case 'expand-path':
      return { op, path: reader.string() };
    case 'fstatvfs':
    case 'fsync':
      return { op, handle: reader.string() };
    case 'lsetstat':
      return { op, path: reader.string(), attributes: readAttributes(reader) };
    case 'limits':
      return { op };
    case 'copy-data':
      return {
        op,
        handle: reader.string(),
        offset: reader.uint64(),
        length: reader.uint64(),
        toHandle: reader.string(),
        toOffset: reader.uint64(),
      };
    case 'home-directory':
      return { op, user: reader.string() };
    case 'users-groups-by-id':
      return { op, uids: reader.bytes(), gids: reader.bytes() };
    default:
      reader.rest();
      return { op: 'unknown', name };
  }
}

/** What a server may offer in VERSION, by the name it is asked under. */
export const inspectedExtensions: ReadonlySet<string> = new Set([
  'posix-rename@openssh.com',
  'hardlink@openssh.com',
  'statvfs@openssh.com',
  'fstatvfs@openssh.com',
  'expand-path@openssh.com',
  'fsync@openssh.com',
  'lsetstat@openssh.com',
  'limits@openssh.com',
  'copy-data',
  'home-directory',
  'users-groups-by-id@openssh.com',
]);

/** One request under the id given, as it goes to the target. Built anew, so that nothing unread passes. */
export function encodeSftpRequest(id: number, request: SftpOperation): Buffer {
  switch (request.op) {
    case 'open': {
      const writer = begin('open', id).string(request.path).uint32(request.flags);
      writeAttributes(writer, request.attributes);
      return writer.finish();
    }
    case 'read':
      return begin('read', id).string(request.handle).uint64(request.offset).uint32(request.length).finish();
    case 'write':
      return begin('write', id).string(request.handle).uint64(request.offset).bytes(request.content).finish();
    case 'close':
    case 'fstat':
    case 'readdir':
      return begin(request.op, id).string(request.handle).finish();
    case 'fsync':
    case 'fstatvfs':
      return extended(id, request.op + suffix)
        .string(request.handle)
        .finish();
    case 'setstat':
    case 'mkdir': {
      const writer = begin(request.op, id).string(request.path);
      writeAttributes(writer, request.attributes);
      return writer.finish();
    }
    case 'lsetstat': {
      const writer = extended(id, request.op + suffix).string(request.path);
      writeAttributes(writer, request.attributes);
      return writer.finish();
    }
    case 'fsetstat': {
      const writer = begin('fsetstat', id).string(request.handle);
      writeAttributes(writer, request.attributes);
      return writer.finish();
    }
    case 'rename':
    case 'symlink':
      return begin(request.op, id).string(request.path).string(request.to).finish();
    case 'posix-rename':
    case 'hardlink':
      return extended(id, request.op + suffix)
        .string(request.path)
        .string(request.to)
        .finish();
    case 'statvfs':
    case 'expand-path':
      return extended(id, request.op + suffix)
        .string(request.path)
        .finish();
    case 'copy-data':
      return extended(id, request.op)
        .string(request.handle)
        .uint64(request.offset)
        .uint64(request.length)
        .string(request.toHandle)
        .uint64(request.toOffset)
        .finish();
    case 'home-directory':
      return extended(id, request.op).string(request.user).finish();
    case 'users-groups-by-id':
      return extended(id, request.op + suffix)
        .bytes(request.uids)
        .bytes(request.gids)
        .finish();
    case 'limits':
      return extended(id, request.op + suffix).finish();
    case 'unknown':
      throw new TypeError('an unknown request is never passed on');
    default:
      return begin(request.op, id).string(request.path).finish();
  }
}

/**
 * The same for a write whose packet is at hand: where the two handles are of one length, id and handle are set in
 * the packet itself, so that content is not copied. The packet must not be used for anything else afterwards.
 */
export function redirectWrite(packet: Buffer, id: number, handle: string, request: WriteOperation): Buffer {
  if (request.handle.length !== handle.length) return encodeSftpRequest(id, { ...request, handle });
  packet.writeUInt32BE(id, 5);
  packet.write(handle, fieldsAt + 4, 'latin1');
  return packet;
}

function begin(type: keyof typeof packetTypes, id: number): PacketWriter {
  return new PacketWriter(packetTypes[type]).uint32(id);
}

function extended(id: number, name: string): PacketWriter {
  return begin('extended', id).string(name);
}
