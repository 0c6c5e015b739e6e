import { isBeyond, refusedEnding } from './file-limits.js';
import type { FileLimits } from './file-limits.js';
import { denied } from './judge-path.js';
import type { Refusal } from './judge-path.js';
import { openFlags, statusCodes } from './sftp-numbers.js';
import type { SftpRequest } from './sftp-request.js';
import type { WirePath } from './wire-path.js';

/** What the policy says about names and sizes of files, where a request names one. */
export function refuseByContent(
  limits: FileLimits,
  request: SftpRequest,
  path: WirePath,
  to: WirePath | null,
): Refusal | null {
  if ('attributes' in request) {
    const { hasExtended, size } = request.attributes;
    if (hasExtended) return { code: statusCodes.opUnsupported, why: 'not supported' };
    if (size !== undefined && isBeyond(limits, size)) return tooLarge(limits);
  }
  // Both names of a move or a link: a file must not get past under another name than its own.
  const named = request.op === 'open' ? [path] : to === null ? [] : [path, to];
  const ending = named.map((each) => refusedEnding(limits, each)).find((each) => each !== null);
  if (ending) return denied(`this access takes no files that end in ${plain(ending)}`);
  const appends = request.op === 'open' && (request.flags & openFlags.append) !== 0;
  // The machine decides where such a piece goes, so that nobody here knows how large the file becomes.
  if (appends && limits.mostFileBytes !== null)
    return denied('files are not continued where their size is limited');
  return null;
}

export function tooLarge(limits: FileLimits): Refusal {
  return denied(`larger than the ${limits.mostFileBytes} bytes that this access allows`);
}

function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
