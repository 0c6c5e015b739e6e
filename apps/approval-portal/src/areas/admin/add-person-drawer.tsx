import { NewPersonBody, Role } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { sitesQuery, vendorOrganisationsQuery } from '../../api/directory.js';
import { addPerson, invitePerson, peopleQuery } from '../../api/people.js';
import { text } from '../../text/en.js';
import { PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { useForm } from '../../ui/use-form.js';
import { useMe } from '../../ui/use-me.js';
import type { Invited } from './people-page.js';
import { useAgain } from './use-again.js';

/** Makes the person and at once the link that lets them enrol. */
export function AddPersonDrawer(props: {
  opened: boolean;
  onClose: () => void;
  onInvited: (invited: Invited) => void;
}) {
  const { opened, onClose, onInvited } = props;
  const me = useMe();
  const vendors = useQuery(vendorOrganisationsQuery).data?.items ?? [];
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const people = useQuery(peopleQuery).data?.items ?? [];
  const again = useAgain('people');
  const form = useForm({
    initial: {
      login: '',
      displayName: '',
      email: '',
      vendor: 'none',
      sponsorId: me.id,
      role: 'approver',
      siteId: 'all',
    },
    schema: NewPersonBody,
    body: ({ login, displayName, email, vendor, sponsorId, role, siteId }) => ({
      login,
      displayName,
      ...(email.trim() === '' ? {} : { email: email.trim() }),
      ...(vendor === 'none' ? {} : { vendorOrganisationId: vendor, sponsorId }),
      roles: [{ role, siteId: siteId === 'all' ? null : siteId }],
    }),
    send: async (body) => {
      const person = await addPerson(body);
      const invitation = await invitePerson(person.id);
      onInvited({ person, invitation });
      await again();
    },
  });
  const { values, set, problems } = form;
  const staff = people.filter(({ organisation, state }) => organisation === null && state === 'active');
  const sponsors = [{ id: me.id, displayName: me.displayName }, ...staff.filter(({ id }) => id !== me.id)];
  return (
    <FormDrawer title={text.admin.addPerson} opened={opened} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.displayName}
        value={values.displayName}
        error={problems['displayName']}
        onChange={(name) => set('displayName', name)}
      />
      <TextField
        label={text.admin.login}
        hint={text.admin.loginHint}
        value={values.login}
        error={problems['login']}
        onChange={(login) => set('login', login)}
      />
      <TextField
        type="email"
        label={text.admin.email}
        value={values.email}
        error={problems['email']}
        onChange={(email) => set('email', email)}
      />
      <PickField
        label={text.admin.vendor}
        value={values.vendor}
        error={problems['vendorOrganisationId']}
        choices={[
          { value: 'none', label: text.admin.ownStaff },
          ...vendors.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(vendor) => {
          set('vendor', vendor);
          set('role', vendor === 'none' ? 'approver' : 'vendor-user');
        }}
      />
      {values.vendor !== 'none' && (
        <PickField
          label={text.admin.sponsor}
          value={values.sponsorId}
          error={problems['sponsorId']}
          choices={sponsors.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          onChange={(id) => set('sponsorId', id)}
        />
      )}
      <PickField
        label={text.admin.role}
        value={values.role}
        error={problems['roles']}
        choices={Role.options
          .filter((role) => role.startsWith('vendor') === (values.vendor !== 'none'))
          .map((role) => ({ value: role, label: text.admin.roleName(role) }))}
        onChange={(role) => set('role', role)}
      />
      <PickField
        label={text.admin.roleSite}
        value={values.siteId}
        choices={[
          { value: 'all', label: text.admin.everywhere },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => set('siteId', id)}
      />
    </FormDrawer>
  );
}
