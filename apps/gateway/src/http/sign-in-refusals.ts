import { DomainError } from '@gatehouse/kernel';
import type { CodeRefusal, PasswordRefusal } from '@gatehouse/identity';

/** The same words whether the name, the password or the state of the person was the reason. */
export function passwordRefused(reason: PasswordRefusal): DomainError {
  if (reason === 'locked') return tooManyAttempts();
  return new DomainError(
    'sign-in-refused',
    'Name and password were not accepted. If you have just enrolled, wait until your sponsor has confirmed you.',
  );
}

/** The same words for a wrong code and for one that was used before. */
export function codeRefused(reason: CodeRefusal): DomainError {
  if (reason === 'locked') return tooManyAttempts();
  return new DomainError('code-refused', 'This code was not accepted. Wait for the next one and type it.');
}

function tooManyAttempts(): DomainError {
  return new DomainError('too-many-attempts', 'Too many attempts. Wait 15 minutes, then try again.');
}
