import { isLink } from './sftp-attributes.js';
import { statusCodes } from './sftp-numbers.js';
import type { StatusCode } from './sftp-numbers.js';
import type { SftpReply } from './sftp-reply.js';
import { encodeSftpRequest } from './sftp-request.js';
import type { SftpOperation } from './sftp-request.js';
import { lastName, normalisedPath } from './wire-path.js';
import type { WirePath } from './wire-path.js';

export type ResolvedPath = { readonly path: WirePath } | { readonly code: StatusCode; readonly why: string };

type Ask = (encode: (id: number) => Buffer) => Promise<SftpReply>;

const deepestPath = 64;

/**
 * Where a path really leads at the target, with no link left on the way. The target is asked to resolve the folder,
 * and then about every part of its answer, because SFTP servers exist that only tidy the text of a path. With
 * `follows` the last part is resolved as well; otherwise it may be a link, which is then what is meant. The last part
 * need not exist.
 */
export async function resolvePath(ask: Ask, path: WirePath, follows: boolean): Promise<ResolvedPath> {
  const direct = await resolveFolder(ask, path);
  if ('code' in direct) return direct;
  const found = await lookAlong(ask, direct.path);
  if ('code' in found || !found.isLink || !follows) return found;
  const behind = await realPath(ask, direct.path);
  if ('code' in behind) return behind;
  const last = await lookAlong(ask, behind.path);
  if ('code' in last || !last.isLink) return last;
  return { code: statusCodes.permissionDenied, why: 'the machine does not resolve links' };
}

/** Resolves all but the last part; a path that ends in `.`, `..` or a slash is a folder as a whole. */
function resolveFolder(ask: Ask, path: WirePath): Promise<ResolvedPath> {
  const name = lastName(path);
  if (name === '' || name === '.' || name === '..') return realPath(ask, path);
  const folder = path.slice(0, path.length - name.length);
  return realPath(ask, folder).then((real) =>
    'code' in real ? real : { path: `${real.path === '/' ? '' : real.path}/${name}` },
  );
}

async function realPath(ask: Ask, path: WirePath): Promise<ResolvedPath> {
  const reply = await ask(encoded({ op: 'realpath', path }));
  if (reply.kind === 'status' && reply.code !== statusCodes.ok)
    return { code: reply.code, why: 'the machine does not find it' };
  const [answer] = reply.kind === 'name' ? reply.names : [];
  if (answer === undefined || answer !== normalisedPath(answer) || answer.includes('\0'))
    return { code: statusCodes.failure, why: 'the machine does not resolve paths' };
  return { path: answer };
}

/** Asks about each part at once. Only the last may be a link or be missing. */
async function lookAlong(
  ask: Ask,
  path: WirePath,
): Promise<{ path: WirePath; isLink: boolean } | { code: StatusCode; why: string }> {
  const parts = path.split('/').slice(1);
  if (parts.length > deepestPath) return { code: statusCodes.failure, why: 'the path is too deep' };
  if (path === '/') return { path, isLink: false };
  const replies = await Promise.all(
    parts.map((_, index) => ask(encoded({ op: 'lstat', path: `/${parts.slice(0, index + 1).join('/')}` }))),
  );
  for (const [index, reply] of replies.entries()) {
    const isLast = index === replies.length - 1;
    if (reply.kind === 'attrs' && reply.attributes.permissions !== undefined) {
      if (!isLink(reply.attributes)) continue;
      if (isLast) return { path, isLink: true };
      return { code: statusCodes.permissionDenied, why: 'a link stands in the way' };
    }
    if (reply.kind === 'status' && reply.code === statusCodes.noSuchFile && isLast) break;
    const code = reply.kind === 'status' && reply.code !== statusCodes.ok ? reply.code : statusCodes.failure;
    return { code, why: 'the machine does not say what stands on the way' };
  }
  return { path, isLink: false };
}

function encoded(operation: SftpOperation): (id: number) => Buffer {
  return (id) => encodeSftpRequest(id, operation);
}
