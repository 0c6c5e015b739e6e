import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextFunction, Request, Response } from 'express';

/** Where the built portal lies beside this app. */
export const portalFolder = fileURLToPath(new URL('../../../approval-portal/dist/', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves the portal: hashed assets for a year, and index.html for every other address a person may open, with the
 * nonce of this very response. Never answers under /api. The page is public; what it shows comes from the guarded API.
 */
export function servePortal(folder: string) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (isApi(request.path) || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    try {
      const file = await findFile(folder, request.path);
      if (file === join(folder, 'player.html')) return await sendPlayer(request, response, file);
      if (file && file !== join(folder, 'index.html')) return await sendFile(request, response, file);
      if (extname(request.path) !== '') return next();
      await sendPage(request, response, join(folder, 'index.html'));
    } catch (error) {
      next(error);
    }
  };
}

function isApi(path: string): boolean {
  return path.toLowerCase() === '/api' || path.toLowerCase().startsWith('/api/');
}

async function findFile(folder: string, path: string): Promise<string | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(folder, decoded));
  const inside = folder.endsWith(sep) ? folder : folder + sep;
  if (!file.startsWith(inside) || !(extname(file) in types)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}

async function sendFile(request: Request, response: Response, file: string): Promise<void> {
  const hashed = file.includes(`${sep}assets${sep}`);
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  const bytes = await readFile(file);
  if (request.method === 'HEAD') response.end();
  else response.end(bytes);
}

/**
 * The player's frame shows bytes a target chose, so it gets an origin of its own (`sandbox` without
 * `allow-same-origin`) and may load nothing: its script and styles are inside, under this response's nonce.
 */
async function sendPlayer(request: Request, response: Response, file: string): Promise<void> {
  const nonce = `'nonce-${String(response.locals['cspNonce'] ?? '')}'`;
  response.setHeader(
    'content-security-policy',
    `sandbox allow-scripts; default-src 'none'; script-src ${nonce}; style-src ${nonce}; font-src data:; img-src data:; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  );
  response.setHeader('x-frame-options', 'SAMEORIGIN');
  // An opaque origin cannot be keyed beside the page around it; asking for it only makes the browser complain.
  response.removeHeader('origin-agent-cluster');
  await sendPage(request, response, file);
}

async function sendPage(request: Request, response: Response, file: string): Promise<void> {
  const page = await readFile(file, 'utf8');
  const nonce = String(response.locals['cspNonce'] ?? '');
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  if (request.method === 'HEAD') response.end();
  else response.end(page.replaceAll('__CSP_NONCE__', nonce));
}
