import type { PersonId } from '@gatehouse/kernel';

/** Second factors. The secret is sealed before it comes here, under the context `totp:<person>`. */
export interface FactorStore {
  /** Sealed secret of a person who has finished enrolling. */
  confirmedSecret(personId: PersonId): Promise<Buffer | null>;
  /** Sealed secret shown to a person who has not finished enrolling. */
  waitingSecret(personId: PersonId): Promise<Buffer | null>;
  /** Keeps the secret until it is confirmed. When one is waiting already, that one stays: read it again. */
  addWaitingSecret(personId: PersonId, sealed: Buffer, at: Date): Promise<void>;
  /** Forgets a secret that was shown and never confirmed. */
  dropWaitingSecret(personId: PersonId): Promise<void>;
  /** False when no secret waits. */
  confirmSecret(personId: PersonId, at: Date): Promise<boolean>;
  /**
   * Marks the time step as used, in one conditional write. False when it was used before, or a later one was;
   * so of any number at once exactly one gets true.
   */
  spendStep(personId: PersonId, step: number, at: Date): Promise<boolean>;
  /** Forgets used steps that no code of today could name. */
  forgetSteps(usedBefore: Date): Promise<void>;
  /** Puts these in place of all the person had. */
  replaceRecoveryCodes(personId: PersonId, hashes: readonly Buffer[], at: Date): Promise<void>;
  /** Marks an unused recovery code as used, in one conditional write. */
  spendRecoveryCode(personId: PersonId, hash: Buffer, at: Date): Promise<boolean>;
  countRecoveryCodes(personId: PersonId): Promise<number>;
}
