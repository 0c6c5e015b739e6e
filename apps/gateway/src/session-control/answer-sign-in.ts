import type { SignInConfirmations, SignInDoor } from '@gatehouse/identity';
import type { NodeId, PersonId } from '@gatehouse/kernel';
import { fingerprintOf, keyTypeOf } from '@gatehouse/protocol-ssh';
import type { HalfOpenLimits } from './half-open-limits.js';
import type { ControlChannel } from './host-process.js';
import type { Wire } from './wires.js';

export interface SignInAnswerDeps {
  readonly signIn: SignInDoor;
  readonly confirmations: SignInConfirmations;
  readonly limits: HalfOpenLimits;
  readonly nodeId: NodeId;
  /** Address of the page where a connection is confirmed. */
  readonly confirmUrl: string;
}

/** Answers a session host about the sign-in of its wires: first factor, then a code or a confirmation in the portal. */
export function answerSignIn(
  channel: ControlChannel,
  deps: SignInAnswerDeps,
  wireOf: (wireId: string) => Wire,
): void {
  const { signIn, confirmations, limits, nodeId } = deps;
  channel.answer('sign-in.password', async ({ wireId, login, password }) => {
    const wire = wireOf(wireId);
    const answer = await signIn.password(login, password, wire.source);
    if (!answer.ok) {
      limits.failedTry(wire.source);
      return answer.reason;
    }
    gaveFirstFactor(wire, answer.personId, 'password');
    return 'accepted';
  });
  channel.answer('sign-in.public-key', async ({ wireId, login, key: bytes, userVerified }) => {
    const wire = wireOf(wireId);
    const key = Buffer.from(bytes);
    const person = await signIn.publicKey(login, key);
    if (!person) {
      wire.foreignKeys += 1;
      limits.failedTry(wire.source);
      return 'refused';
    }
    const { personId } = person;
    gaveFirstFactor(wire, personId, {
      keyType: keyTypeOf(key),
      fingerprint: fingerprintOf(key),
      userVerified,
    });
    return 'accepted';
  });
  channel.answer('sign-in.code', async ({ wireId, code }) => {
    const wire = wireOf(wireId);
    const answer = await signIn.code(firstFactorOf(wire), code, wire.source);
    if (answer.ok) return (await cameIn(deps, wire, answer.factorAt, 'code')) ? 'accepted' : 'wrong';
    limits.failedTry(wire.source);
    return answer.reason === 'locked' ? 'locked' : 'wrong';
  });
  channel.answer('sign-in.ask-confirmation', async ({ wireId, handle }) => {
    const wire = wireOf(wireId);
    const by = { personId: firstFactorOf(wire), source: wire.source, wireId, nodeId, handle };
    const asked = await confirmations.ask(by);
    if (!asked) return null;
    const { confirmation, code } = asked;
    wire.confirmationId = confirmation.id;
    const goodForMs = confirmation.expiresAt.getTime() - confirmation.createdAt.getTime();
    return { url: deps.confirmUrl, code, goodForMs };
  });
  channel.answer('sign-in.confirmation', async ({ wireId }) => {
    const wire = wireOf(wireId);
    if (wire.confirmationId === null) throw new Error('no confirmation was asked for');
    const standing = await confirmations.standing(wire.confirmationId, { nodeId, wireId });
    if (standing.state !== 'confirmed') return standing.state;
    return (await cameIn(deps, wire, standing.factorAt, 'confirmation')) ? 'confirmed' : 'over';
  });
}

function gaveFirstFactor(
  wire: Wire,
  personId: PersonId,
  firstFactor: NonNullable<Wire['firstFactor']>,
): void {
  // One connection is one person: whoever gave a first factor on it is who the second is asked of.
  if (wire.personId !== null && wire.personId !== personId) throw new Error('a wire of somebody else');
  wire.personId = personId;
  wire.firstFactor = firstFactor;
}

function firstFactorOf(wire: Wire): PersonId {
  if (wire.personId === null) throw new Error('a second factor before the first');
  return wire.personId;
}

/** Both factors were given. Invariant: it is on the audit trail before the wire stands for anybody. */
async function cameIn(
  { signIn, limits }: SignInAnswerDeps,
  wire: Wire,
  factorAt: Date,
  second: 'code' | 'confirmation',
): Promise<boolean> {
  const principal = await signIn.principalOf(firstFactorOf(wire), factorAt, wire.source);
  if (!principal || wire.firstFactor === null) return false;
  await signIn.cameInBySsh(principal, { first: wire.firstFactor, second });
  wire.principal = principal;
  // A client shows every key it has before the registered one; that was no guessing.
  limits.forgive(wire.source, wire.foreignKeys);
  limits.settled(wire.id);
  return true;
}
