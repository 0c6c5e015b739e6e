import type { IdentityStores } from '@gatehouse/identity';
import type { EntityManager } from 'typeorm';
import { PostgresAttemptLimitStore } from './attempt-limit-store.js';
import { PostgresFactorStore } from './factor-store.js';
import { PostgresInvitationStore } from './invitation-store.js';
import { PostgresPersonStore } from './person-store.js';
import { PostgresEventLog } from './postgres-event-log.js';
import { PostgresRevocationStore } from './revocation-store.js';
import { PostgresSetupTokenStore } from './setup-token-store.js';
import { PostgresSignInConfirmationStore } from './sign-in-confirmation-store.js';
import { PostgresSshPublicKeyStore } from './ssh-public-key-store.js';
import { PostgresWebSessionStore } from './web-session-store.js';

/** Everything the operations of identity work with, bound to one transaction. */
export function identityStoresOf(manager: EntityManager): IdentityStores {
  return {
    people: new PostgresPersonStore(manager),
    factors: new PostgresFactorStore(manager),
    attempts: new PostgresAttemptLimitStore(manager),
    webSessions: new PostgresWebSessionStore(manager),
    invitations: new PostgresInvitationStore(manager),
    setupTokens: new PostgresSetupTokenStore(manager),
    sshKeys: new PostgresSshPublicKeyStore(manager),
    confirmations: new PostgresSignInConfirmationStore(manager),
    revocations: new PostgresRevocationStore(manager),
    events: new PostgresEventLog(manager),
  };
}
