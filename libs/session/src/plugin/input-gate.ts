/** What a client sends that acts on the target. A window change only follows the person's own window, and passes. */
export type InputKind = 'bytes' | 'signal' | 'channel';

/**
 * Whether input may go to the target now. Invariant: a relay asks in the very turn in which it would forward, so that
 * nothing that waited (for the recorder, for room at the target) goes after the plant froze the session.
 */
export interface InputGate {
  readonly isFrozen: boolean;
  /**
   * True when the input may go. Otherwise it must be dropped for good: it has been counted, and is never sent later,
   * when nobody expects it any more. `count` is in bytes for `bytes`.
   */
  passes(kind: InputKind, count?: number): boolean;
  /**
   * Resolves when input may go, at once when it may. For streams that no person types, such as the content of a file:
   * they wait at their sender instead of losing a piece from their middle.
   */
  opened(): Promise<void>;
  /**
   * Told in the very turn in which input is frozen or given back, after `isFrozen` has changed. For relays that forward from
   * another thread. Gives back what takes the listener away.
   */
  onChange(listener: (isFrozen: boolean) => void): () => void;
}
