import type { EventLog, PersonId } from '@gatehouse/kernel';
import type { AttemptLimitStore } from './attempt-limits.js';
import type { FactorStore } from './factor-store.js';
import type { InvitationStore } from './invitation.js';
import type { PersonStore } from './person.js';
import type { SetupTokenStore } from './setup-token.js';
import type { SignInConfirmationStore } from './sign-in-confirmation.js';
import type { SshPublicKeyStore } from './ssh-public-key.js';
import type { WebSessionStore } from './web-session.js';

/** The stores of one unit of work. */
export interface IdentityStores {
  readonly people: PersonStore;
  readonly factors: FactorStore;
  readonly attempts: AttemptLimitStore;
  readonly webSessions: WebSessionStore;
  readonly invitations: InvitationStore;
  readonly setupTokens: SetupTokenStore;
  readonly sshKeys: SshPublicKeyStore;
  readonly confirmations: SignInConfirmationStore;
  readonly revocations: PersonRevocations;
  readonly events: EventLog;
}

/** Ends what a person has running, everywhere; the row that says so is written in the same transaction. */
export interface PersonRevocations {
  add(revocation: {
    scope: 'person';
    scopeId: PersonId;
    reason: 'revoked';
    text: string | null;
    madeBy: PersonId | null;
    at: Date;
  }): Promise<void>;
}
