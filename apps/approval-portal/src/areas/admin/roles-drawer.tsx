import { type Person, Role, type RoleBody } from '@gatehouse/contracts';
import { Drawer } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sitesQuery } from '../../api/directory.js';
import { giveRole, takeRole } from '../../api/people.js';
import { text } from '../../text/en.js';
import { PickField } from '../../ui/fields.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useAgain } from './use-again.js';

export function RolesDrawer({ person, onClose }: { person: Person; onClose: () => void }) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const again = useAgain('people');
  const choices = Role.options.filter((role) => role.startsWith('vendor') === (person.organisation !== null));
  const [role, setRole] = useState<string>(choices[0] ?? '');
  const [siteId, setSiteId] = useState('all');
  const give = useMutation({ mutationFn: (body: RoleBody) => giveRole(person.id, body), onSettled: again });
  const take = useMutation({ mutationFn: (body: RoleBody) => takeRole(person.id, body), onSettled: again });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="26rem"
      title={text.admin.rolesOf(person.displayName)}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
    >
      <div className="stack">
        {person.roles.length === 0 && <p className="muted">{text.admin.noRoles}</p>}
        <ul className="role-l">
          {person.roles.map((held) => (
            <li key={`${held.role} ${held.siteId}`}>
              <span>
                {text.admin.roleName(held.role)}{' '}
                <span className="muted">
                  {held.siteId === null
                    ? text.account.everywhere
                    : sites.find(({ id }) => id === held.siteId)?.name}
                </span>
              </span>
              <button
                type="button"
                className="btn sm"
                disabled={take.isPending}
                onClick={() => take.mutate(held)}
              >
                {text.admin.takeRole}
              </button>
            </li>
          ))}
        </ul>
        <PickField
          label={text.admin.role}
          value={role}
          choices={choices.map((one) => ({ value: one, label: text.admin.roleName(one) }))}
          onChange={setRole}
        />
        <PickField
          label={text.admin.roleSite}
          value={siteId}
          choices={[
            { value: 'all', label: text.admin.everywhere },
            ...sites.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setSiteId}
        />
        <ProblemNote error={give.error ?? take.error} />
        <button
          type="button"
          className="btn pri"
          disabled={give.isPending}
          onClick={() => give.mutate({ role: Role.parse(role), siteId: siteId === 'all' ? null : siteId })}
        >
          {text.admin.giveRole}
        </button>
      </div>
    </Drawer>
  );
}
