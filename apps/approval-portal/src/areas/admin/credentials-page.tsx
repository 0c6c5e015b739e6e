import { type Credential, NewCredentialBody, ReplaceSecretBody } from '@gatehouse/contracts';
import { PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { addCredential, credentialsQuery, replaceSecret, sitesQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { LongField, PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { IconCertificate, IconPlus } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { belowField } from '../../ui/field-problems.js';
import { useForm } from '../../ui/use-form.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { useAgain } from './use-again.js';

export function CredentialsPage() {
  usePageTitle(text.admin.credentials);
  const credentials = useQuery(credentialsQuery);
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const [replacing, setReplacing] = useState<Credential | null>(null);
  const siteOf = (id: string) => me.sites.find((site) => site.id === id);
  return (
    <main className="adm">
      <AdminHead title={text.admin.credentials} lead={text.admin.credentialsLead}>
        <Link className="btn" to="/admin/certificate-authority">
          <IconCertificate className="i" /> {text.admin.authority}
        </Link>
        <button type="button" className="btn pri" onClick={() => setAdding(true)}>
          <IconPlus className="i" /> {text.admin.addCredential}
        </button>
      </AdminHead>
      <ListOf query={credentials} empty={<EmptyState>{text.admin.noCredentials}</EmptyState>}>
        {(items) => (
          <div className="panel tw" role="region" aria-label={text.admin.credentials} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.admin.name}</th>
                  <th scope="col">{text.admin.kind}</th>
                  <th scope="col">{text.admin.site}</th>
                  <th scope="col">{text.admin.state}</th>
                  <th scope="col">
                    <span className="sr">{text.admin.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((credential) => (
                  <tr key={credential.id}>
                    <td>
                      <b>{credential.name}</b>
                    </td>
                    <td>{kindName(credential.kind)}</td>
                    <td>{siteOf(credential.siteId)?.name}</td>
                    <td>
                      {text.admin.revision(credential.revision)},{' '}
                      <span className="muted">
                        {stateWords(credential, siteOf(credential.siteId)?.timeZone ?? 'UTC')}
                      </span>
                    </td>
                    <td>
                      <div className="acts-c">
                        {credential.kind !== 'ssh-certificate' && (
                          <button type="button" className="btn sm" onClick={() => setReplacing(credential)}>
                            {text.admin.replace}
                          </button>
                        )}
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListOf>
      {adding && <AddDrawer onClose={() => setAdding(false)} />}
      {replacing && (
        <ReplaceDrawer key={replacing.id} credential={replacing} onClose={() => setReplacing(null)} />
      )}
    </main>
  );
}

function kindName(kind: Credential['kind']): string {
  return kinds.find(({ value }) => value === kind)?.label ?? kind;
}

const kinds = [
  { value: 'password', label: text.admin.kindPassword },
  { value: 'private-key', label: text.admin.kindKey },
  { value: 'ssh-certificate', label: text.admin.kindCertificate },
] as const satisfies { value: Credential['kind']; label: string }[];

function stateWords({ replacedAt, createdAt }: Credential, zone: string): string {
  return replacedAt === null
    ? text.admin.createdAt(fullDay(createdAt, zone))
    : text.admin.replacedAt(fullDay(replacedAt, zone));
}

function AddDrawer({ onClose }: { onClose: () => void }) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const again = useAgain('credentials');
  const form = useForm({
    initial: { siteId: '', name: '', kind: 'password', secret: '' },
    schema: NewCredentialBody,
    body: ({ siteId, name, kind, secret }) => ({
      siteId: siteId || sites[0]?.id,
      name,
      kind,
      ...(kind === 'ssh-certificate' ? {} : { secret }),
    }),
    send: async (body) => {
      await addCredential(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  return (
    <FormDrawer opened title={text.admin.addCredential} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.name}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <PickField
        label={text.admin.site}
        value={values.siteId || (sites[0]?.id ?? '')}
        error={problems['siteId']}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => set('siteId', id)}
      />
      <PickField
        label={text.admin.kind}
        value={values.kind}
        choices={kinds}
        onChange={(kind) => set('kind', kind)}
      />
      {values.kind === 'ssh-certificate' ? (
        <p className="hint">{text.admin.certificateHint}</p>
      ) : (
        <SecretField
          kind={values.kind === 'password' ? 'password' : 'private-key'}
          value={values.secret}
          error={problems['secret']}
          onChange={(secret) => set('secret', secret)}
        />
      )}
    </FormDrawer>
  );
}

function ReplaceDrawer({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const again = useAgain('credentials');
  const form = useForm({
    initial: { secret: '' },
    schema: ReplaceSecretBody,
    body: (values) => values,
    send: async ({ secret }) => {
      await replaceSecret(credential.id, secret);
      await again();
    },
  });
  return (
    <FormDrawer
      opened
      title={text.admin.replaceTitle(credential.name)}
      onClose={onClose}
      go={text.admin.replace}
      {...form}
    >
      <SecretField
        kind={credential.kind}
        value={form.values.secret}
        error={form.problems['secret']}
        onChange={(secret) => form.set('secret', secret)}
      />
    </FormDrawer>
  );
}

function SecretField(props: {
  kind: Credential['kind'];
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { kind, value, error, onChange } = props;
  if (kind === 'private-key')
    return (
      <LongField mono rows={8} label={text.admin.secretKey} value={value} error={error} onChange={onChange} />
    );
  return (
    <PasswordInput
      label={text.admin.secretPassword}
      description={text.admin.vncPasswordHint}
      autoComplete="new-password"
      value={value}
      error={belowField(text.admin.secretPassword, error)}
      visibilityToggleButtonProps={{ 'aria-label': text.signIn.enrolShowPassword }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
