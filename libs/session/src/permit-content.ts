import type {
  ChannelRight,
  ConnectionId,
  GrantId,
  PersonId,
  Protocol,
  RecordingId,
  SessionId,
  SiteId,
  TargetId,
} from '@gatehouse/kernel';
import type { FileRules } from '@gatehouse/policy';
import type { RecordingHeader, RecordingKeys } from '@gatehouse/recording';
import type { ClientLeg, JumpEndpoint, LentCredential } from './plugin/index.js';

/**
 * Everything a session host needs to run one connection, and nothing else: it has no database and no key-encryption
 * key. Structured-clone safe, since it goes from the control process to the host.
 */
export interface PermitContent {
  readonly sessionId: SessionId;
  readonly connectionId: ConnectionId;
  readonly recordingId: RecordingId;
  readonly grantId: GrantId;
  readonly personId: PersonId;
  readonly siteId: SiteId;
  /** The wire the permit was given for; it is good on no other. */
  readonly wireId: string;
  readonly clientLeg: ClientLeg['kind'];
  readonly rights: readonly ChannelRight[];
  /** End of the window, half-open. */
  readonly closesAt: Date;
  readonly idleSeconds: number;
  readonly recordInput: boolean;
  readonly files: FileRules;
  readonly target: PermittedTarget;
  readonly credential: LentCredential | null;
  readonly recording: { readonly header: RecordingHeader; readonly keys: RecordingKeys };
  readonly words: PermitWords;
}

export interface PermittedTarget {
  readonly id: TargetId;
  readonly handle: string;
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  /** As in `TargetEndpoint`. */
  readonly pinnedHostKey: Buffer;
  readonly settings: unknown;
  /** The nearest first. */
  readonly via: readonly JumpEndpoint[];
}

/** What the texts for the person need. */
export interface PermitWords {
  readonly assetTag: string;
  readonly assetName: string;
  readonly timeZone: string;
  readonly controlRoomPhone: string | null;
}
