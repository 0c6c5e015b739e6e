import {
  CodeBody,
  CompleteEnrolmentAnswer,
  CompleteEnrolmentBody,
  ConfirmationCodeBody,
  listOf,
  Me,
  NewSshKeyBody,
  OpenEnrolmentAnswer,
  RecoveryCodeBody,
  SetUpAnswer,
  SetUpBody,
  SignInAnswer,
  SignInBody,
  SignInConfirmation,
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

/** The own ssh connection that waits with this code. */
export const findConfirmation = (body: ConfirmationCodeBody) =>
  call({ method: 'POST', path: '/api/sign-in-confirmations/find', body, answer: SignInConfirmation });
/** Asks for a code unless one was given after the connection asked. */
export const confirmConnection = (id: string) =>
  call({
    method: 'POST',
    path: `/api/sign-in-confirmations/${id}/confirm`,
    body: {},
    answer: SignInConfirmation,
  });
export const refuseConnection = (id: string) =>
  call({
    method: 'POST',
    path: `/api/sign-in-confirmations/${id}/refuse`,
    body: {},
    answer: SignInConfirmation,
  });

export const sshKeysQuery = queryOptions({
  queryKey: ['ssh-keys'],
  queryFn: ({ signal }) => call({ path: '/api/me/ssh-keys', answer: listOf(SshKey), signal }),
});
export const addSshKey = (body: NewSshKeyBody) =>
  call({ method: 'POST', path: '/api/me/ssh-keys', body, answer: SshKey });
export const removeSshKey = (id: string) =>
  call({ method: 'DELETE', path: `/api/me/ssh-keys/${id}`, answer: Nothing });
