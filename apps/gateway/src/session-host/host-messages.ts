import type { JumpHostId, RecordingId, SessionEndReason, SessionId, SiteId } from '@gatehouse/kernel';
import type {
  AskedConfirmation,
  CodeAnswer,
  ConfirmationAnswer,
  FirstFactorAnswer,
  GrantWish,
  MenuLine,
  RefusedOnWire,
} from '@gatehouse/protocol-ssh';
import type { DoorCertificate, TokenAnswer } from '@gatehouse/protocol-vnc';
import type { Checkpoint } from '@gatehouse/recording';
import type {
  ByteCounts,
  ChannelWish,
  ConnectRefusal,
  PermitContent,
  PermittedTarget,
  SessionEnded,
  SessionOrders,
  SessionStarted,
} from '@gatehouse/session';
import type { AuditableFact, DialRefusal, LentCredential, ObservedIdentity } from '@gatehouse/session/plugin';

/** What a session host asks the control process, and what it gets. Structured clone, so bytes and dates pass. */
export interface HostQuestions {
  'sign-in.password': [{ wireId: string; login: string; password: string }, FirstFactorAnswer];
  'sign-in.public-key': [
    { wireId: string; login: string; key: Uint8Array; userVerified: boolean | null },
    FirstFactorAnswer,
  ];
  'sign-in.code': [{ wireId: string; code: string }, CodeAnswer];
  'sign-in.ask-confirmation': [{ wireId: string; handle: string | null }, AskedConfirmation | null];
  'sign-in.confirmation': [{ wireId: string }, ConfirmationAnswer];
  /** Spends the token, whatever is answered. */
  'viewer.token': [{ wireId: string; userName: string; token: string }, TokenAnswer];
  /**
   * What an RDP client proves by NLA that it knows (MS-NLMP section 3.3.2): 16 bytes, of the newest token of this name. Null when there
   * is none, of whatever reason.
   */
  'viewer.nt-hash': [{ wireId: string; userName: string }, Uint8Array | null];
  /** Whether a viewer may sign in by a password alone, in clear. */
  'viewer.takes-password': [{ wireId: string }, boolean];
  /** Spends the password that answers the challenge so. */
  'viewer.password': [{ wireId: string; challenge: Uint8Array; response: Uint8Array }, TokenAnswer];
  'grants.menu': [{ wireId: string }, readonly MenuLine[]];
  'permit.request': [
    { wireId: string; wish: GrantWish; right: ChannelWish },
    { permit: PermitContent } | { refusal: ConnectRefusal },
  ];
  'channel.request': [{ sessionId: SessionId; wish: ChannelWish }, { refusal: ConnectRefusal | null }];
  'session.started': [SessionStarted, null];
  'session.note': [{ sessionId: SessionId; fact: AuditableFact }, null];
  'session.identity-mismatch': [
    { sessionId: SessionId; observed: ObservedIdentity; jumpHostId: JumpHostId | null },
    null,
  ];
  'session.ended': [SessionEnded, null];
  'recording.checkpoint': [{ recordingId: RecordingId; checkpoint: Checkpoint }, null];
}

/** What the control process asks a host. */
export interface ControlQuestions {
  /** Signs in to a target and leaves at once; null when it let the gateway in. */
  'sign-in.try': [
    { siteId: SiteId; target: PermittedTarget; credential: LentCredential | null },
    DialRefusal | null,
  ];
}

/** What a host tells and awaits nothing for. */
export interface HostNews {
  ready: { streamSocket: string };
  'message.shown': { seq: string };
  pong: { sessionIds: string[] };
  progress: { sessionId: SessionId; bytes: ByteCounts };
  'wire.closed': { wireId: string };
  'wire.refused': { wireId: string; what: RefusedOnWire };
  'wire.cut': { wireId: string; why: string };
}

/** What a person's own client may speak. */
export type NativeLeg = 'ssh' | 'vnc' | 'rdp';

/** What the control process tells a host. */
export interface ControlNews {
  start: HostStart;
  /** Comes with the socket of the wire. */
  wire: { wireId: string; leg: NativeLeg; source: string };
  heartbeat: { authorityAgeMs: number };
  end: {
    sessionIds: readonly SessionId[];
    reason: SessionEndReason;
    detail: string | null;
    text: string | null;
  };
  /** The level for every session named; said again with each look, so that nothing hangs on one message. */
  supervise: { orders: readonly WatchedSessionOrders[] };
  /** No new sessions; those that run go on until they end. */
  drain: null;
}

/** With the names of everybody who watches the session now. */
export type WatchedSessionOrders = SessionOrders & { readonly watchers: readonly string[] };

export interface HostStart {
  readonly sshHostKeys: readonly string[];
  /** Null: no door for viewers. */
  readonly viewerCertificate: DoorCertificate | null;
  readonly spoolDirectory: string;
  readonly storeDirectory: string;
  readonly latchDirectory: string;
  readonly killDirectory: string;
  readonly streamDirectory: string;
}
