import { DomainError, newId } from '@gatehouse/kernel';
import type { Clock, ConfirmationId, NodeId, PersonId, UnitOfWork } from '@gatehouse/kernel';
import { confirmationAsked, confirmationRefused, connectionConfirmed } from './confirmation-events.js';
import type { IdentityStores } from './identity-stores.js';
import { actorOf } from './principal.js';
import type { Principal } from './principal.js';
import {
  confirmationCodeHash,
  confirmationLifeSeconds,
  mostAskedConfirmations,
  mostWaitingConfirmations,
  newConfirmationCode,
  spendWithinSeconds,
} from './sign-in-confirmation.js';
import type { ConfirmationStanding, SignInConfirmation } from './sign-in-confirmation.js';
import { actorOfPerson } from './sign-in-events.js';

/**
 * "Confirm in the portal" in place of a code typed into a terminal. A connection asks; its person, signed in to the
 * portal, finds it by the code the terminal shows, sees where it comes from, and says yes with a factor given for it,
 * or no. Whoever knows a password can ask, so what is asked says so, and only the person's own sign-in can answer.
 */
export class SignInConfirmations {
  constructor(private readonly deps: { uow: UnitOfWork<IdentityStores>; clock: Clock }) {}

  /**
   * Only for a connection that gave the person's first factor. Null when too many of the person's wait or were asked of late, when
   * this connection has asked before, and for a person who may not sign in.
   */
  async ask(by: {
    personId: PersonId;
    source: string;
    wireId: string;
    nodeId: NodeId;
    handle: string | null;
  }): Promise<{ confirmation: SignInConfirmation; code: string } | null> {
    const now = this.deps.clock.now();
    const { code, hash } = newConfirmationCode();
    const expiresAt = new Date(now.getTime() + confirmationLifeSeconds * 1000);
    const confirmation = { ...by, id: newId('conf'), createdAt: now, expiresAt };
    const since = new Date(now.getTime() - confirmationLifeSeconds * 1000);
    const most = { waiting: mostWaitingConfirmations, asked: { number: mostAskedConfirmations, since } };
    return this.deps.uow.run(async ({ people, confirmations, events }) => {
      const person = await people.findForUpdate(by.personId);
      if (person?.mayHoldSession !== true) return null;
      if (!(await confirmations.add(confirmation, hash, most))) return null;
      await events.append(confirmationAsked(actorOfPerson(person, by.source), confirmation, now));
      return { confirmation, code };
    });
  }

  /** @throws DomainError `not-found`: also for another person's code. */
  async find(by: Principal, code: string): Promise<SignInConfirmation> {
    const now = this.deps.clock.now();
    const hash = confirmationCodeHash(code);
    const found = await this.deps.uow.run(({ confirmations }) => confirmations.find(by.personId, hash, now));
    if (!found) throw notWaiting();
    return found;
  }

  /**
   * @throws DomainError `not-found`; `fresh-factor-required` unless the person's factor was given after the connection
   * asked, so that a yes is never the by-product of an earlier code.
   */
  async confirm(by: Principal, id: ConfirmationId): Promise<SignInConfirmation> {
    const now = this.deps.clock.now();
    return this.deps.uow.run(async ({ confirmations, events }) => {
      const asked = await confirmations.findById(by.personId, id, now);
      if (!asked) throw notWaiting();
      if (by.factorAt === null || by.factorAt < asked.createdAt)
        throw new DomainError(
          'fresh-factor-required',
          'Give a new code of your authenticator for this connection.',
        );
      const confirmed = await confirmations.answer(by.personId, id, by.factorAt, now);
      if (!confirmed) throw notWaiting();
      await events.append(connectionConfirmed(actorOf(by), confirmed, now));
      return confirmed;
    });
  }

  /** Ends the connection that asked. Needs no fresh factor, and raises an alarm: somebody else has the first one. */
  async refuse(by: Principal, id: ConfirmationId): Promise<SignInConfirmation> {
    const now = this.deps.clock.now();
    return this.deps.uow.run(async ({ confirmations, events }) => {
      const refused = await confirmations.answer(by.personId, id, null, now);
      if (!refused) throw notWaiting();
      await events.append(confirmationRefused(actorOf(by), refused, now));
      return refused;
    });
  }

  /** How the question of this connection stands. A yes is given out once. */
  async standing(id: ConfirmationId, by: { nodeId: NodeId; wireId: string }): Promise<ConfirmationStanding> {
    const now = this.deps.clock.now();
    const answeredAfter = new Date(now.getTime() - spendWithinSeconds * 1000);
    return this.deps.uow.run(({ confirmations }) => confirmations.spend(id, by, now, answeredAfter));
  }

  async voidOfWire(nodeId: NodeId, wireId: string): Promise<void> {
    await this.deps.uow.run(({ confirmations }) => confirmations.voidOfWire(nodeId, wireId));
  }

  async voidOfNode(nodeId: NodeId): Promise<void> {
    await this.deps.uow.run(({ confirmations }) => confirmations.voidOfNode(nodeId));
  }
}

function notWaiting(): DomainError {
  return new DomainError(
    'not-found',
    'No connection of yours waits with this code. Look at the terminal again; a code is good for two minutes.',
  );
}
