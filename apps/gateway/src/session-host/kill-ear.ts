import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { parseKillScope } from './kill-latch.js';
import type { KillScope } from './kill-latch.js';

export interface EndedByKill {
  readonly sessionId: string;
  readonly grantId: string;
}

/**
 * A host's own socket for the local kill, so that nobody stands between: it works while the control process is
 * stopped, and the database and the network are gone. One JSON line in, one out.
 * @param end ends what the scope covers, and resolves when both legs of each were closed.
 */
export async function listenForKills(
  folder: string,
  end: (scope: KillScope) => Promise<readonly EndedByKill[]>,
): Promise<Server> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const path = join(folder, killEarName(process.pid));
  await rm(path, { force: true });
  const server = createServer((socket) => {
    let line = '';
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (text: string) => {
      line += text;
      if (line.length > 4096) return socket.destroy();
      if (!line.includes('\n')) return;
      const scope = parseLine(line);
      line = '';
      if (!scope) return socket.destroy();
      end(scope).then(
        (ended) => socket.end(`${JSON.stringify({ ended })}\n`),
        () => socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
  await chmod(path, 0o660);
  return server;
}

/** The name holds the process, so that a host that does not answer can be stopped by force. */
export function killEarName(pid: number): string {
  return `host-${pid}.sock`;
}

export function pidOfKillEar(name: string): number | null {
  const match = /^host-(\d{1,10})\.sock$/.exec(name);
  return match ? Number(match[1]) : null;
}

function parseLine(line: string): KillScope | null {
  try {
    return parseKillScope((JSON.parse(line) as { scope?: unknown }).scope);
  } catch {
    return null;
  }
}
