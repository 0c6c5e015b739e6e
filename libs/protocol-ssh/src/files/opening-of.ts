import type { ReorderBudget } from './content-digest.js';
import { needOf } from './judge-path.js';
import type { OpenFile } from './open-files.js';
import { openFlags } from './sftp-numbers.js';
import type { SftpRequest } from './sftp-request.js';
import { Transfer } from './transfer.js';
import type { WirePath } from './wire-path.js';

/** A file or folder that the target is about to be asked for; its handles are not known yet. */
export function openingOf(
  request: Extract<SftpRequest, { path: WirePath }>,
  number: number,
  path: WirePath,
  budget: ReorderBudget,
): OpenFile {
  const need = needOf(request);
  const isFile = request.op === 'open';
  const flags = isFile ? request.flags : 0;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const isNew = has(openFlags.create) && has(openFlags.exclusive);
  const reads = isFile && (need?.reads ?? false);
  const writes = isFile && has(openFlags.write);
  const file: OpenFile = {
    number,
    kind: isFile ? 'file' : 'folder',
    path,
    handle: '',
    targetHandle: '',
    in: writes ? new Transfer('in', isNew || has(openFlags.truncate), budget) : null,
    out: reads ? new Transfer('out', true, budget) : null,
    size: null,
    outstanding: 0,
    isClosed: false,
  };
  if (has(openFlags.append)) file.in?.spoil('it was appended to what stood there');
  return file;
}
