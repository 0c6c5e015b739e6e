import ssh2 from 'ssh2';
import type { Attributes, SFTPWrapper } from 'ssh2';
import { posix } from 'node:path';
import type { MemoryEntry, MemoryFiles } from './memory-files.js';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

interface Opened {
  readonly path: string;
  /** Names of a folder that were not read yet; null for a file. */
  names: string[] | null;
}

/** Files of the make-believe controller by SFTP, for one channel. */
export function serveFiles(sftp: SFTPWrapper, files: MemoryFiles): void {
  const open = new Map<number, Opened>();
  let last = 0;
  const opened = (request: number, path: string, names: string[] | null): void => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE((last += 1));
    open.set(last, { path, names });
    sftp.handle(request, handle);
  };
  const of = (handle: Buffer): Opened | undefined =>
    handle.length === 4 ? open.get(handle.readUInt32BE(0)) : undefined;
  const status = (request: number, isDone: boolean): void =>
    sftp.status(request, isDone ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  const stat = (request: number, path: string): void => {
    const entry = files.stat(files.resolve(path));
    if (entry) sftp.attrs(request, attributesOf(entry));
    else sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
  };
  // A client that has what it wanted says that no more comes, and waits for the channel to close.
  sftp.on('end', () => {
    exitWell(sftp);
    sftp.end();
  });
  sftp.on('REALPATH', (request, path) => {
    const whole = files.resolve(path);
    sftp.name(request, [{ filename: whole, longname: whole, attrs: {} as Attributes }]);
  });
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('FSTAT', (request, handle) => stat(request, of(handle)?.path ?? ''));
  sftp.on('OPENDIR', (request, path) => {
    const names = files.list(files.resolve(path));
    if (names) opened(request, files.resolve(path), names);
    else sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
  });
  sftp.on('READDIR', (request, handle) => {
    const folder = of(handle);
    const names = folder?.names?.splice(0, 100) ?? [];
    if (!folder || names.length === 0) return sftp.status(request, STATUS_CODE.EOF);
    const entries = names.flatMap((filename) => {
      const entry = files.stat(posix.join(folder.path, filename));
      return entry ? [{ filename, longname: filename, attrs: attributesOf(entry) }] : [];
    });
    sftp.name(request, entries);
  });
  sftp.on('OPEN', (request, path, flags) => {
    const whole = files.resolve(path);
    const entry = files.stat(whole);
    const isWriting = (flags & OPEN_MODE.WRITE) !== 0;
    if (entry?.isFolder || (!entry && (flags & OPEN_MODE.CREAT) === 0))
      return sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    if (entry && (flags & OPEN_MODE.EXCL) !== 0) return sftp.status(request, STATUS_CODE.FAILURE);
    if (isWriting && (!entry || (flags & OPEN_MODE.TRUNC) !== 0) && !files.truncate(whole))
      return sftp.status(request, STATUS_CODE.FAILURE);
    opened(request, whole, null);
  });
  sftp.on('READ', (request, handle, offset, length) => {
    const bytes = files.read(of(handle)?.path ?? '', offset, Math.min(length, 256 * 1024));
    if (bytes.length === 0) sftp.status(request, STATUS_CODE.EOF);
    else sftp.data(request, bytes);
  });
  sftp.on('WRITE', (request, handle, offset, bytes) => {
    const file = of(handle);
    status(request, file?.names === null && files.write(file.path, offset, bytes));
  });
  sftp.on('CLOSE', (request, handle) =>
    status(request, handle.length === 4 && open.delete(handle.readUInt32BE(0))),
  );
  // Times and modes are taken and mean nothing here.
  sftp.on('SETSTAT', (request) => status(request, true));
  sftp.on('FSETSTAT', (request) => status(request, true));
  sftp.on('MKDIR', (request, path) => status(request, files.makeFolder(files.resolve(path))));
  sftp.on('REMOVE', (request, path) => status(request, files.remove(files.resolve(path))));
  sftp.on('RMDIR', (request, path) => status(request, files.remove(files.resolve(path))));
  sftp.on('RENAME', (request, from, to) =>
    status(request, files.move(files.resolve(from), files.resolve(to))),
  );
}

/** ssh2 gives a subsystem no exit status, and scp takes the lack of one for a failure (RFC 4254 section 6.10). */
function exitWell(sftp: SFTPWrapper): void {
  const { _protocol: protocol, outgoing } = sftp as unknown as {
    _protocol?: { exitStatus?(channel: number, status: number): void };
    outgoing?: { id: number };
  };
  if (outgoing) protocol?.exitStatus?.(outgoing.id, 0);
}

/** POSIX modes of a folder and of a plain file. */
function attributesOf({ isFolder, size, changedAt }: MemoryEntry): Attributes {
  const seconds = Math.floor(changedAt.getTime() / 1000);
  return { mode: isFolder ? 0o040755 : 0o100644, uid: 0, gid: 0, size, atime: seconds, mtime: seconds };
}
