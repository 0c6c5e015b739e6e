import { openFlags, statusCodes } from './sftp-numbers.js';
import type { Refusal } from './judge-path.js';
import type { SftpRequest } from './sftp-request.js';
import { mostPathBytes } from './wire-path.js';
import type { WirePath } from './wire-path.js';

const everyFlag = Object.values(openFlags).reduce((all: number, flag) => all | flag, 0);

/** What is wrong with a request whatever the rights: a path no system takes, a flag of another version. */
export function refuseByText(request: Extract<SftpRequest, { path: WirePath }>): Refusal | null {
  const paths = 'to' in request ? [request.path, request.to] : [request.path];
  if (paths.some((path) => path.length > mostPathBytes))
    return { code: statusCodes.failure, why: 'the path is too long' };
  if (paths.some((path) => path.includes('\0')))
    return { code: statusCodes.failure, why: 'a path holds no NUL' };
  if (request.op === 'open' && (request.flags & ~everyFlag) !== 0)
    return { code: statusCodes.opUnsupported, why: 'not supported' };
  return null;
}
