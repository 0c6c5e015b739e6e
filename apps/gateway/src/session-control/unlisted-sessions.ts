import type { SessionId } from '@gatehouse/kernel';

/** A permit on its way, an end being reported: a host may have a session of ours unlisted for this long. */
const unlistedForMs = 15_000;

/**
 * Finds sessions the books hold as running that no host lists any more: the answer with the permit came too late, or
 * the end could not be written. Such a session would hold its grant until the node restarts.
 */
export class UnlistedSessions {
  private readonly missingSince = new Map<SessionId, number>();

  /** @param listed what the hosts say they run. Gives those missing for too long, each once. */
  look(running: readonly SessionId[], listed: ReadonlySet<string>, nowMs: number): SessionId[] {
    for (const id of [...this.missingSince.keys()])
      if (!running.includes(id) || listed.has(id)) this.missingSince.delete(id);
    const lost: SessionId[] = [];
    for (const id of running) {
      if (listed.has(id)) continue;
      const since = this.missingSince.get(id) ?? nowMs;
      this.missingSince.set(id, since);
      if (nowMs - since < unlistedForMs) continue;
      this.missingSince.delete(id);
      lost.push(id);
    }
    return lost;
  }
}
