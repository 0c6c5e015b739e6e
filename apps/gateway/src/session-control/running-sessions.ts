import type { Actor, GrantId, PersonId, RecordingId, SessionId } from '@gatehouse/kernel';
import type { PermitContent } from '@gatehouse/session';

/** What the control process keeps of a permit it gave out. The secrets in it went to the host and are forgotten. */
export interface RunningSession {
  readonly hostPid: number;
  readonly actor: Actor;
  readonly content: Omit<PermitContent, 'credential' | 'recording'>;
  readonly recordingKeyId: string;
  readonly recordingPublicKey: string;
}

/** Sessions of this node by host. A host is heard only about its own. */
export class RunningSessions {
  private readonly known = new Map<SessionId, RunningSession>();

  add(hostPid: number, permit: PermitContent, actor: Actor): void {
    const { credential: _credential, recording, ...content } = permit;
    this.known.set(content.sessionId, {
      hostPid,
      actor,
      content,
      recordingKeyId: recording.keys.signingKeyId,
      recordingPublicKey: recording.keys.signingPublicKey,
    });
  }

  of(hostPid: number, id: SessionId): RunningSession {
    const session = this.known.get(id);
    if (session?.hostPid !== hostPid) throw new Error('not a session of this host');
    return session;
  }

  ofRecording(hostPid: number, id: RecordingId): RunningSession {
    for (const session of this.known.values())
      if (session.hostPid === hostPid && session.content.recordingId === id) return session;
    throw new Error('not a recording of this host');
  }

  /** Null alike for a session that is not there and one of somebody else. */
  ofPerson(id: SessionId, personId: PersonId): RunningSession | null {
    const session = this.known.get(id);
    return session?.content.personId === personId ? session : null;
  }

  onWire(wireId: string): RunningSession | null {
    for (const session of this.known.values()) if (session.content.wireId === wireId) return session;
    return null;
  }

  ids(): SessionId[] {
    return [...this.known.keys()];
  }

  has(id: SessionId): boolean {
    return this.known.has(id);
  }

  hostOf(id: SessionId): number | null {
    return this.known.get(id)?.hostPid ?? null;
  }

  grantOf(id: string): GrantId | null {
    return this.known.get(id as SessionId)?.content.grantId ?? null;
  }

  idsOf(hostPid: number): SessionId[] {
    return [...this.known.values()]
      .filter((each) => each.hostPid === hostPid)
      .map((each) => each.content.sessionId);
  }

  remove(id: SessionId): void {
    this.known.delete(id);
  }

  /** The host is gone: what it ran is no longer running, and is returned. */
  removeOf(hostPid: number): RunningSession[] {
    const gone = [...this.known.values()].filter((session) => session.hostPid === hostPid);
    for (const session of gone) this.known.delete(session.content.sessionId);
    return gone;
  }

  get count(): number {
    return this.known.size;
  }
}
