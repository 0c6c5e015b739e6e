import type { ChannelRight } from '@gatehouse/kernel';
import type { FileRules } from '@gatehouse/policy';
import type { InputGate } from './input-gate.js';

/** What the engine lets a relay do. */
export interface SessionControl {
  readonly rights: readonly ChannelRight[];
  /** Typed bytes go on record too, masked where the target does not echo them. */
  readonly recordInput: boolean;
  /** What the policy holds file transfer to, beside the rights. */
  readonly files: FileRules;
  /** Asked before anything that acts on the target is forwarded. */
  readonly input: InputGate;
}
