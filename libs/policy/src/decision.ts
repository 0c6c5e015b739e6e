import type { PolicyId } from '@gatehouse/kernel';
import type { FileRules } from './file-rules.js';
import type { ReviewRule } from './policy.js';

/** Allow with what it takes, deny with every reason at once, or broken: nothing can be said, so nothing is given. */
export type Decision = Allow | Deny | Broken;

export interface Allow {
  readonly outcome: 'allow';
  readonly obligations: Obligations;
  readonly policies: readonly { readonly id: PolicyId; readonly name: string; readonly revision: number }[];
}

export interface Deny {
  readonly outcome: 'deny';
  readonly reasons: readonly DenyReason[];
}

export interface Broken {
  readonly outcome: 'broken';
  /** For the administrator who must mend it; holds no secret. */
  readonly cause: string;
}

/** The strictest of what the policies of all targets ask. */
export interface Obligations {
  /** One rule per role. */
  readonly reviewersNeeded: readonly ReviewRule[];
  readonly factorFreshSeconds: number;
  readonly idleSeconds: number;
  readonly recordInput: boolean;
  readonly files: FileRules;
  /** An answer at or after this instant is none. */
  readonly answerBy: Date;
}

export interface DenyReason {
  /** Stable; part of the API. */
  readonly code: string;
  /** Name of the field of the request form that must change; absent when none would help. */
  readonly field?: string;
  /** What to do, in one or two sentences. */
  readonly message: string;
}
