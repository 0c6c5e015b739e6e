import { SetUpBody } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useNavigate } from 'react-router-dom';
import { setUp } from '../../api/me.js';
import { text } from '../../text/en.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { belowField } from '../../ui/field-problems.js';
import { useForm } from '../../ui/use-form.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { Door } from './door.js';

/** The one-time token of the first start makes the first administrator, who then enrols like anybody else. */
export function SetUpPage() {
  usePageTitle(text.signIn.setUpPage);
  const navigate = useNavigate();
  const form = useForm({
    initial: { token: '', login: '', displayName: '' },
    schema: SetUpBody,
    body: (values) => ({ ...values, token: values.token.trim() }),
    send: async (body) => {
      const { enrolmentToken } = await setUp(body);
      await navigate(`/enrol#${enrolmentToken}`, { replace: true });
    },
  });
  return (
    <Door title={text.signIn.setUpTitle} lead={text.signIn.setUpLead}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <ProblemNote error={form.error} />
        <TextInput
          label={text.signIn.setUpToken}
          size="md"
          autoFocus
          autoComplete="off"
          className="mono-field"
          value={form.values.token}
          error={belowField(text.signIn.setUpToken, form.problems['token'])}
          onChange={(event) => form.set('token', event.currentTarget.value)}
        />
        <TextInput
          label={text.signIn.setUpLogin}
          description={text.signIn.setUpLoginHint}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          value={form.values.login}
          error={belowField(text.signIn.setUpLogin, form.problems['login'])}
          onChange={(event) => form.set('login', event.currentTarget.value)}
        />
        <TextInput
          label={text.signIn.setUpName}
          description={text.signIn.setUpNameHint}
          size="md"
          autoComplete="name"
          value={form.values.displayName}
          error={belowField(text.signIn.setUpName, form.problems['displayName'])}
          onChange={(event) => form.set('displayName', event.currentTarget.value)}
        />
        <button type="submit" className="btn pri tall" disabled={form.busy}>
          {text.signIn.setUpGo}
        </button>
      </form>
    </Door>
  );
}
