import { isBeyond } from './file-limits.js';
import { coversInside } from './file-rights.js';
import type { FileSettings } from './file-settings.js';
import { denied } from './judge-path.js';
import type { Refusal } from './judge-path.js';
import type { OpenFile } from './open-files.js';
import { refuseByContent, tooLarge } from './refuse-by-content.js';
import { statusCodes } from './sftp-numbers.js';
import type { SftpRequest } from './sftp-request.js';

export type FileRequest = Extract<SftpRequest, { handle: string }>;

/** No file reaches further (signed 64 bit at the target). */
const largestOffset = (1n << 63n) - 1n;

/** What speaks against a request about a file that is open: how it was opened, how large it may become. */
export function refuseOnFile(
  { rights, limits }: Pick<FileSettings, 'rights' | 'limits'>,
  request: FileRequest,
  file: OpenFile,
  to: OpenFile | null,
): Refusal | null {
  switch (request.op) {
    case 'read':
      if (file.out === null) return denied('not opened for reading');
      if (request.offset > largestOffset) return tooFar;
      return isBeyond(limits, request.offset) ? tooLarge(limits) : null;
    case 'write': {
      if (file.in === null) return denied('not opened for writing');
      const end = request.offset + BigInt(request.content.length);
      if (end > largestOffset) return tooFar;
      return isBeyond(limits, end) ? tooLarge(limits) : null;
    }
    case 'readdir':
      return file.kind === 'folder' ? null : { code: statusCodes.failure, why: 'not a folder' };
    case 'fsetstat':
      if (rights.in === null || (file.in === null && !coversInside(rights.in, file.path)))
        return denied('not opened for writing');
      return refuseByContent(limits, request, file.path, null);
    case 'copy-data':
      if (file.out === null || !to?.in) return denied('not opened for that');
      // 0 stands for everything up to the end, whose size nobody here knows.
      if (limits.mostFileBytes !== null && request.length === 0n) return tooLarge(limits);
      return isBeyond(limits, request.toOffset + request.length) ? tooLarge(limits) : null;
    default:
      return null;
  }
}

const tooFar: Refusal = { code: statusCodes.failure, why: 'no file reaches that far' };
