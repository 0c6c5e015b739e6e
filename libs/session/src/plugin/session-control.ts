import type { ChannelRight } from '@gatehouse/kernel';
import type { FileRules } from '@gatehouse/policy';

/** What the engine lets a relay do. Holding input and messages come over it when a protocol can carry them. */
export interface SessionControl {
  readonly rights: readonly ChannelRight[];
  /** Typed bytes go on record too, masked where the target does not echo them. */
  readonly recordInput: boolean;
  /** What the policy holds file transfer to, beside the rights. */
  readonly files: FileRules;
}
