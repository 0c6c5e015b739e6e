import type { Actor, DomainEvent } from '@gatehouse/kernel';
import type { SignInConfirmation } from './sign-in-confirmation.js';

/** By the connection: the first factor was right, and the portal is asked for the second. The code is not in here. */
export function confirmationAsked(actor: Actor, asked: SignInConfirmation, at: Date): DomainEvent {
  return eventOf('sign-in.confirmation-asked', actor, asked, {}, at);
}

/** By the person, in the portal. */
export function connectionConfirmed(actor: Actor, asked: SignInConfirmation, at: Date): DomainEvent {
  return eventOf('sign-in.confirmed', actor, asked, {}, at);
}

/** Raises an alarm: the person says that it was somebody else, who has their password or key. */
export function confirmationRefused(actor: Actor, asked: SignInConfirmation, at: Date): DomainEvent {
  return eventOf('sign-in.confirmation-refused', actor, asked, { alarm: true }, at);
}

function eventOf(
  kind: string,
  actor: Actor,
  asked: SignInConfirmation,
  data: DomainEvent['data'],
  at: Date,
): DomainEvent {
  return {
    kind,
    at,
    actor,
    siteId: null,
    subjects: { person: asked.personId, confirmation: asked.id },
    data: { connectionSource: asked.source, machine: asked.handle, ...data },
  };
}
