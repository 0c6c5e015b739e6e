import type {
  Actor,
  ConnectionId,
  DomainEvent,
  GrantId,
  JumpHostId,
  PersonId,
  RecordingId,
  SessionEndReason,
  SessionId,
  SiteId,
  TargetId,
} from '@gatehouse/kernel';
import type { Checkpoint } from '@gatehouse/recording';
import type { ConnectRefusalCode } from './connect-refusal.js';
import type { AuditableFact, ObservedIdentity } from './plugin/index.js';
import type { RecordingSeal } from './session-store.js';
import type { Departure } from './plugin/departure.js';

const gateway: Actor = { kind: 'system', name: 'gateway' };

export interface AboutConnection {
  readonly session: SessionId;
  readonly connection: ConnectionId;
  readonly recording: RecordingId;
  readonly grant: GrantId;
  readonly target: TargetId;
  readonly person: PersonId;
}

export function connectionAuthorized(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  about: AboutConnection,
  data: {
    clientLeg: string;
    right: string;
    permitHash: string;
    address: string;
    port: number;
    factorAt: string;
  },
): DomainEvent {
  return { kind: 'connection.authorized', at, actor, siteId, subjects: { ...about }, data };
}

/** @param siteId null when the person asked for something they have no grant for. */
export function connectionRefused(
  actor: Actor,
  at: Date,
  siteId: SiteId | null,
  subjects: Readonly<Record<string, string>>,
  data: { code: ConnectRefusalCode; clientLeg: string; right: string; machine: string },
): DomainEvent {
  return { kind: 'connection.refused', at, actor, siteId, subjects, data };
}

/** Certifies the recording's signing key: what verifies under it was made by the host this session was given to. */
export function sessionStarted(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  about: AboutConnection,
  data: {
    dialledAddress: string;
    hostKeyFingerprint: string | null;
    right: string;
    recordingKeyId: string;
    recordingPublicKey: string;
  },
): DomainEvent {
  return { kind: 'session.started', at, actor, siteId, subjects: { ...about }, data };
}

export function sessionEndRequested(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  session: SessionId,
  reason: string | null,
): DomainEvent {
  return { kind: 'session.end-requested', at, actor, siteId, subjects: { session }, data: { reason } };
}

/** Input goes nowhere from here on. */
export function sessionFrozen(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  session: SessionId,
  reason: string | null,
): DomainEvent {
  return { kind: 'session.frozen', at, actor, siteId, subjects: { session }, data: { reason } };
}

export function sessionUnfrozen(actor: Actor, at: Date, siteId: SiteId, session: SessionId): DomainEvent {
  return { kind: 'session.unfrozen', at, actor, siteId, subjects: { session }, data: {} };
}

export function sessionMessageSent(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  session: SessionId,
  text: string,
): DomainEvent {
  return { kind: 'session.message-sent', at, actor, siteId, subjects: { session }, data: { text } };
}

/** Written before the watcher sees anything. */
export function sessionWatched(
  actor: Actor,
  at: Date,
  siteId: SiteId,
  about: { session: SessionId; recording: RecordingId },
  as?: 'thumbnail',
): DomainEvent {
  const data = as === undefined ? {} : { as };
  return { kind: 'session.watched', at, actor, siteId, subjects: { ...about }, data };
}

export function sessionEnded(
  at: Date,
  siteId: SiteId,
  subjects: Readonly<Record<string, string>>,
  data: {
    reason: SessionEndReason;
    detail: string | null;
    endedBy: string | null;
    disconnectVerified: boolean;
    /** How the machine was left; left out where its protocol has no word for it. */
    departure?: Departure;
    bytesToTarget: number | null;
    bytesToClient: number | null;
  },
): DomainEvent {
  return { kind: 'session.ended', at, actor: gateway, siteId, subjects, data };
}

/** Something the wire asked for and did not get, or that went wrong on it. */
export function sessionFact(
  actor: Actor,
  at: Date,
  siteId: SiteId | null,
  subjects: Readonly<Record<string, string>>,
  fact: AuditableFact,
): DomainEvent {
  return { kind: fact.kind, at, actor, siteId, subjects, data: fact.data };
}

/** The key itself waits for an administrator beside this. */
export function hostKeyMismatch(
  at: Date,
  siteId: SiteId,
  about: { target: TargetId; session: SessionId; jumpHost?: JumpHostId },
  observed: ObservedIdentity,
): DomainEvent {
  return {
    kind: 'host-key.mismatch',
    at,
    actor: gateway,
    siteId,
    subjects: about,
    data: { keyType: observed.keyType, fingerprint: observed.fingerprint },
  };
}

export function recordingCheckpoint(
  siteId: SiteId,
  about: { recording: RecordingId; session: SessionId },
  checkpoint: Checkpoint,
): DomainEvent {
  return {
    kind: 'recording.checkpoint',
    at: new Date(checkpoint.at),
    actor: gateway,
    siteId,
    subjects: about,
    data: { seq: checkpoint.seq, chainHash: checkpoint.chainHash },
  };
}

export function recordingSealed(
  at: Date,
  siteId: SiteId,
  about: { recording: RecordingId; session: SessionId },
  seal: RecordingSeal,
): DomainEvent {
  return {
    kind: 'recording.sealed',
    at,
    actor: gateway,
    siteId,
    subjects: about,
    data: {
      complete: seal.complete,
      reason: seal.reason,
      chainHash: seal.chainHash,
      byteSize: seal.byteSize,
      chunks: seal.chunks,
      durationMs: seal.durationMs,
    },
  };
}
