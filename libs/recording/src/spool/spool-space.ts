import { statfs } from 'node:fs/promises';

export type SpoolSpace = 'ok' | 'warning' | 'refuse';

/**
 * Whether a new session may start: below 20 % free it starts with a warning, below 10 % it is refused. Rejects when
 * the directory cannot be asked, which a caller treats as a refusal.
 */
export async function spoolSpace(directory: string): Promise<SpoolSpace> {
  const { bavail, blocks } = await statfs(directory);
  return judgeFreeShare(blocks === 0 ? 0 : bavail / blocks);
}

export function judgeFreeShare(share: number): SpoolSpace {
  if (share < 0.1) return 'refuse';
  return share < 0.2 ? 'warning' : 'ok';
}
