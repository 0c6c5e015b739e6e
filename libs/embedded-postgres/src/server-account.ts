import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The operating system account the server runs under; null means: the one we run under. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL refuses to run as root. Started by root it gets the account that already owns the data (a data
 * folder outlives the installation of a `postgres` account), else `postgres`, else `nobody`.
 */
export async function serverAccount(serverDir: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return null;
  const data = await stat(join(serverDir, 'data')).catch(() => null);
  if (data && data.uid !== 0) return { uid: data.uid, gid: data.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = ['postgres', 'nobody']
    .map((name) => accounts.find((fields) => fields[0] === name))
    .find(Boolean);
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : { uid: 65534, gid: 65534 };
}

/** What `spawn` takes to run as that account. */
export function spawnIdentity(account: ServerAccount): { uid?: number; gid?: number } {
  return account ?? {};
}
