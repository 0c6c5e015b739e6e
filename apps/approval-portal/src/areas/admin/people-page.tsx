import type { InvitationAnswer, Person } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  confirmPerson,
  invitePerson,
  peopleQuery,
  reinstatePerson,
  suspendPerson,
} from '../../api/people.js';
import { text } from '../../text/en.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconLink, IconSearch, IconUserPlus } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord, type SignKind } from '../../ui/sign-word.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AddPersonDrawer } from './add-person-drawer.js';
import { AdminHead } from './admin-head.js';
import { InvitationDialog } from './invitation-dialog.js';
import { RolesDrawer } from './roles-drawer.js';
import { useAgain } from './use-again.js';

export interface Invited {
  person: Person;
  invitation: InvitationAnswer;
}

export function PeoplePage() {
  usePageTitle(text.admin.people);
  const people = useQuery(peopleQuery);
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const [rolesOf, setRolesOf] = useState<string | null>(null);
  const [invited, setInvited] = useState<Invited | null>(null);
  const all = people.data?.items ?? [];
  const chosen = all.find(({ id }) => id === rolesOf);
  return (
    <main className="adm">
      <AdminHead title={text.admin.people} lead={text.admin.peopleLead}>
        <button type="button" className="btn pri" onClick={() => setAdding(true)}>
          <IconUserPlus className="i" /> {text.admin.addPerson}
        </button>
      </AdminHead>
      <div className="tools">
        <TextInput
          className="field-w"
          type="search"
          aria-label={text.admin.findPerson}
          placeholder={text.admin.findPerson}
          leftSection={<IconSearch className="i" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <ListOf query={people} rows={6} empty={<EmptyState>{text.admin.noPeople}</EmptyState>}>
        {(items) => (
          <PeopleTable
            people={items.filter((person) => wordsOf(person).includes(typed.toLowerCase()))}
            onRoles={setRolesOf}
            onInvited={setInvited}
          />
        )}
      </ListOf>
      <AddPersonDrawer opened={adding} onClose={() => setAdding(false)} onInvited={setInvited} />
      {chosen && <RolesDrawer key={chosen.id} person={chosen} onClose={() => setRolesOf(null)} />}
      {invited && <InvitationDialog invited={invited} onClose={() => setInvited(null)} />}
    </main>
  );
}

function PeopleTable(props: {
  people: Person[];
  onRoles: (id: string) => void;
  onInvited: (invited: Invited) => void;
}) {
  const { people, onRoles, onInvited } = props;
  const again = useAgain('people');
  const invite = useMutation({
    mutationFn: async (person: Person) => ({ person, invitation: await invitePerson(person.id) }),
    onSuccess: onInvited,
    onSettled: again,
  });
  const change = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onSettled: again });
  return (
    <>
      <ProblemNote error={invite.error ?? change.error} />
      <div className="panel tw" role="region" aria-label={text.admin.people} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.admin.person}</th>
              <th scope="col">{text.admin.vendor}</th>
              <th scope="col">{text.admin.roles}</th>
              <th scope="col">{text.admin.state}</th>
              <th scope="col">
                <span className="sr">{text.admin.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id}>
                <td>
                  <span className="two-l">
                    <b>{person.displayName}</b>
                    <span className="muted mono">{person.login}</span>
                  </span>
                </td>
                <td>
                  <span className="two-l">
                    <span>{person.organisation?.name ?? text.admin.ownStaff}</span>
                    {person.sponsor !== null && <span className="muted">{person.sponsor.displayName}</span>}
                  </span>
                </td>
                <td>
                  <RoleWords person={person} />
                </td>
                <td>
                  <SignWord kind={signs[person.state]}>{text.admin.personState(person.state)}</SignWord>
                </td>
                <td>
                  <div className="acts-c">
                    {person.state === 'invited' && (
                      <button type="button" className="btn sm" onClick={() => invite.mutate(person)}>
                        <IconLink className="i" /> {text.admin.invite}
                      </button>
                    )}
                    {person.state === 'awaiting-confirmation' && (
                      <button
                        type="button"
                        className="btn sm pri"
                        onClick={() => change.mutate(() => confirmPerson(person.id))}
                      >
                        {text.admin.confirm}
                      </button>
                    )}
                    <button type="button" className="btn sm" onClick={() => onRoles(person.id)}>
                      {text.admin.roles}
                    </button>
                    <button
                      type="button"
                      className="btn sm"
                      onClick={() =>
                        change.mutate(() =>
                          person.state === 'suspended'
                            ? reinstatePerson(person.id)
                            : suspendPerson(person.id),
                        )
                      }
                    >
                      {person.state === 'suspended' ? text.admin.reinstate : text.admin.suspend}
                    </button>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const signs: Record<Person['state'], SignKind> = {
  invited: 'off',
  'awaiting-confirmation': 'must',
  active: 'safe',
  suspended: 'stop',
};

function RoleWords({ person }: { person: Person }) {
  const me = useMe();
  if (person.roles.length === 0) return <span className="muted">{text.admin.noRoles}</span>;
  return (
    <span className="two-l">
      {person.roles.map(({ role, siteId }) => (
        <span key={`${role} ${siteId}`}>
          {text.admin.roleName(role)}{' '}
          <span className="muted">
            {siteId === null ? text.account.everywhere : me.sites.find(({ id }) => id === siteId)?.name}
          </span>
        </span>
      ))}
    </span>
  );
}

function wordsOf(person: Person): string {
  return [person.displayName, person.login, person.organisation?.name, person.email].join(' ').toLowerCase();
}
