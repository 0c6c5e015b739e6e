import { InvitationAnswer, listOf, type NewPersonBody, Person, type RoleBody } from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { Nothing } from './nothing.js';

export const peopleQuery = queryOptions({
  queryKey: ['people', 'list'],
  queryFn: ({ signal }) => call({ path: '/api/people', answer: listOf(Person), signal }),
});

export const addPerson = (body: NewPersonBody) =>
  call({ method: 'POST', path: '/api/people', body, answer: Person });
/** The link is in this answer and never again. */
export const invitePerson = (id: string) =>
  call({ method: 'POST', path: `/api/people/${id}/invitations`, body: {}, answer: InvitationAnswer });
export const confirmPerson = (id: string) =>
  call({ method: 'POST', path: `/api/people/${id}/confirm`, body: {}, answer: Nothing });
export const suspendPerson = (id: string) =>
  call({ method: 'POST', path: `/api/people/${id}/suspend`, body: {}, answer: Nothing });
export const reinstatePerson = (id: string) =>
  call({ method: 'POST', path: `/api/people/${id}/reinstate`, body: {}, answer: Nothing });
export const giveRole = (id: string, body: RoleBody) =>
  call({ method: 'POST', path: `/api/people/${id}/roles`, body, answer: Nothing });
export const takeRole = (id: string, body: RoleBody) =>
  call({ method: 'DELETE', path: `/api/people/${id}/roles`, body, answer: Nothing });
