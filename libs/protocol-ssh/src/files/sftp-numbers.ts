/** SFTP version 3, draft-ietf-secsh-filexfer-02 section 3. */
export const packetTypes = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
  extendedReply: 201,
} as const;

/** Section 7. */
export const statusCodes = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  opUnsupported: 8,
} as const;
export type StatusCode = (typeof statusCodes)[keyof typeof statusCodes];

/** Section 6.3. */
export const openFlags = { read: 1, write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

/** Largest packet without its length field: OpenSSH's 256 KiB, and the head of a piece that size. */
export const mostPacketBytes = 256 * 1024 + 1024;
/** Largest piece of content in one request or answer, as OpenSSH's own limit. */
export const mostPieceBytes = 255 * 1024;
export const sftpVersion = 3;

/** What a code is called in records. */
export function outcomeOf(code: number): string {
  switch (code) {
    case statusCodes.ok:
      return 'ok';
    case statusCodes.eof:
      return 'end of file';
    case statusCodes.noSuchFile:
      return 'no such file';
    case statusCodes.permissionDenied:
      return 'permission denied';
    case statusCodes.opUnsupported:
      return 'not supported';
    default:
      return 'failed';
  }
}
