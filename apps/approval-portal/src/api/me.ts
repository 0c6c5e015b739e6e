import {
  CodeBody,
  CompleteEnrolmentAnswer,
  CompleteEnrolmentBody,
  listOf,
  Me,
  NewSshKeyBody,
  OpenEnrolmentAnswer,
  RecoveryCodeBody,
  SetUpAnswer,
  SetUpBody,
  SignInAnswer,
  SignInBody,
  SshKey,
  StepUpAnswer,
} from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { attempt, call } from './call.js';
import { Nothing } from './nothing.js';
import { hasCode } from './problem-error.js';

/** Who is signed in here; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await attempt({ path: '/api/me', answer: Me });
    } catch (error) {
      if (hasCode(error, 'sign-in-required')) return null;
      throw error;
    }
  },
});

export const signIn = (body: SignInBody) =>
  attempt({ method: 'POST', path: '/api/sign-in', body, answer: SignInAnswer });
export const signInWithCode = (body: CodeBody) =>
  attempt({ method: 'POST', path: '/api/sign-in/code', body, answer: Me });
export const signInWithRecoveryCode = (body: RecoveryCodeBody) =>
  attempt({ method: 'POST', path: '/api/sign-in/recovery-code', body, answer: Me });
export const signOut = () => attempt({ method: 'POST', path: '/api/sign-out', answer: Nothing });
export const stepUp = (body: CodeBody) =>
  attempt({ method: 'POST', path: '/api/step-up', body, answer: StepUpAnswer });

export const setUp = (body: SetUpBody) =>
  attempt({ method: 'POST', path: '/api/set-up', body, answer: SetUpAnswer });
export const openEnrolment = (token: string) =>
  attempt({ method: 'POST', path: '/api/enrolment/open', body: { token }, answer: OpenEnrolmentAnswer });
export const completeEnrolment = (body: CompleteEnrolmentBody) =>
  attempt({ method: 'POST', path: '/api/enrolment/complete', body, answer: CompleteEnrolmentAnswer });

export const sshKeysQuery = queryOptions({
  queryKey: ['ssh-keys'],
  queryFn: ({ signal }) => call({ path: '/api/me/ssh-keys', answer: listOf(SshKey), signal }),
});
export const addSshKey = (body: NewSshKeyBody) =>
  call({ method: 'POST', path: '/api/me/ssh-keys', body, answer: SshKey });
export const removeSshKey = (id: string) =>
  call({ method: 'DELETE', path: `/api/me/ssh-keys/${id}`, answer: Nothing });
