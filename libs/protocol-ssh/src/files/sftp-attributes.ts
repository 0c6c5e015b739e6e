import { MalformedFileStream } from './malformed-file-stream.js';
import type { PacketReader } from './packet-reader.js';
import type { PacketWriter } from './packet-writer.js';

/** Section 5 of the draft; a part that was not given is absent. */
export interface SftpAttributes {
  readonly size?: bigint;
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly permissions?: number;
  readonly times?: { readonly accessed: number; readonly modified: number };
  /** Pairs of an extension; nobody is known to send them, and they are never passed on. */
  readonly hasExtended?: true;
}

const flags = { size: 1, owner: 2, permissions: 4, times: 8, extended: 0x8000_0000 } as const;
const knownFlags = 0x8000_000f;
const mostExtended = 64;
const fileTypeMask = 0o170000;
const linkType = 0o120000;

export function readAttributes(reader: PacketReader): SftpAttributes {
  const given = reader.uint32();
  if ((given & ~knownFlags) !== 0) throw new MalformedFileStream('attributes hold an unknown part');
  const has = (flag: number): boolean => (given & flag) !== 0;
  const size = has(flags.size) ? { size: reader.uint64() } : {};
  const owner = has(flags.owner) ? { owner: { uid: reader.uint32(), gid: reader.uint32() } } : {};
  const permissions = has(flags.permissions) ? { permissions: reader.uint32() } : {};
  const times = has(flags.times) ? { times: { accessed: reader.uint32(), modified: reader.uint32() } } : {};
  if (!has(flags.extended)) return { ...size, ...owner, ...permissions, ...times };
  const count = reader.uint32();
  if (count > mostExtended) throw new MalformedFileStream('attributes hold too many extensions');
  for (let each = 0; each < 2 * count; each++) reader.bytes();
  return { ...size, ...owner, ...permissions, ...times, hasExtended: true };
}

export function writeAttributes(
  writer: PacketWriter,
  { size, owner, permissions, times }: SftpAttributes,
): void {
  writer.uint32(
    (size === undefined ? 0 : flags.size) |
      (owner ? flags.owner : 0) |
      (permissions === undefined ? 0 : flags.permissions) |
      (times ? flags.times : 0),
  );
  if (size !== undefined) writer.uint64(size);
  if (owner) writer.uint32(owner.uid).uint32(owner.gid);
  if (permissions !== undefined) writer.uint32(permissions);
  if (times) writer.uint32(times.accessed).uint32(times.modified);
}

/** Attributes as a record shows them. */
export function describeAttributes(attributes: SftpAttributes): Record<string, unknown> {
  const { size, owner, permissions, times } = attributes;
  return {
    ...(size === undefined ? {} : { size: exactNumber(size) }),
    ...(owner ? { uid: owner.uid, gid: owner.gid } : {}),
    ...(permissions === undefined ? {} : { mode: (permissions & 0o7777).toString(8).padStart(4, '0') }),
    ...(times ? { accessed: times.accessed, modified: times.modified } : {}),
  };
}

export function isLink(attributes: SftpAttributes): boolean {
  return attributes.permissions !== undefined && (attributes.permissions & fileTypeMask) === linkType;
}

/** A number where JSON holds it exactly, else its digits. */
export function exactNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
