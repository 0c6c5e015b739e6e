import type { OpenFile } from './open-files.js';
import { describeAttributes, exactNumber } from './sftp-attributes.js';
import { openFlags } from './sftp-numbers.js';
import type { SftpRequest } from './sftp-request.js';
import { inertName, mostPathBytes } from './wire-path.js';
import type { WirePath } from './wire-path.js';

/** Where a request goes after it was judged; `to` only for those with two paths. */
export interface Places {
  readonly path: WirePath;
  readonly to: WirePath | null;
}

/** A request with paths as it stands in the recording; `asked` where the client wrote the path otherwise. */
export function describeRequest(
  request: Extract<SftpRequest, { path: WirePath }>,
  { path, to }: Places,
): Record<string, unknown> {
  return {
    op: request.op,
    path: named(path),
    ...(path === request.path ? {} : { asked: named(request.path) }),
    ...('to' in request ? { to: named(to ?? request.to) } : {}),
    ...('to' in request && to !== null && to !== request.to ? { askedTo: named(request.to) } : {}),
    ...(request.op === 'open' ? { flags: flagNames(request.flags) } : {}),
    ...('attributes' in request ? describeAttributes(request.attributes) : {}),
  };
}

export function describeOnFile(
  request: Extract<SftpRequest, { handle: string }>,
  file: OpenFile,
  to: OpenFile | null,
): Record<string, unknown> {
  return {
    op: request.op,
    file: file.number,
    ...(request.op === 'fsetstat' || request.op === 'copy-data' ? { path: named(file.path) } : {}),
    ...(request.op === 'fsetstat' ? describeAttributes(request.attributes) : {}),
    ...(request.op === 'copy-data'
      ? {
          toFile: to?.number,
          offset: exactNumber(request.offset),
          length: exactNumber(request.length),
          toOffset: exactNumber(request.toOffset),
        }
      : {}),
  };
}

/** A longer path than any that is passed on is cut, with its length. */
function named(path: WirePath): string {
  return path.length <= mostPathBytes
    ? inertName(path)
    : `${inertName(path.slice(0, mostPathBytes))} (${path.length} bytes)`;
}

function flagNames(flags: number): string[] {
  return Object.entries(openFlags)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name);
}
