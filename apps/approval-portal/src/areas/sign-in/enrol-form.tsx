import {
  CompleteEnrolmentBody,
  type CompleteEnrolmentAnswer,
  type OpenEnrolmentAnswer,
} from '@gatehouse/contracts';
import { PasswordInput, TextInput } from '@mantine/core';
import { completeEnrolment } from '../../api/me.js';
import { text } from '../../text/en.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { QrPicture } from '../../ui/qr-picture.js';
import { belowField } from '../../ui/field-problems.js';
import { useForm } from '../../ui/use-form.js';
import { Door } from './door.js';

export function EnrolForm(props: {
  token: string;
  invitation: OpenEnrolmentAnswer;
  onDone: (answer: CompleteEnrolmentAnswer) => void;
}) {
  const { token, invitation, onDone } = props;
  const form = useForm({
    initial: { password: '', code: '' },
    schema: CompleteEnrolmentBody,
    body: (values) => ({ ...values, token, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    send: async (body) => onDone(await completeEnrolment(body)),
  });
  return (
    <Door
      wide
      title={text.signIn.enrolTitle(invitation.displayName)}
      lead={invitation.organisation === null ? undefined : text.signIn.enrolFor(invitation.organisation)}
    >
      <form
        className="stack enrol"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <TextInput
          label={text.signIn.enrolLoginLabel}
          size="md"
          readOnly
          autoComplete="username"
          value={invitation.login}
        />
        <ol className="steps">
          <li>
            <b>{text.signIn.enrolStepPassword}</b>
            <PasswordInput
              aria-label={text.signIn.enrolStepPassword}
              description={text.signIn.enrolPasswordHint}
              size="md"
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': text.signIn.enrolShowPassword }}
              value={form.values.password}
              error={belowField(text.signIn.password, form.problems['password'])}
              onChange={(event) => form.set('password', event.currentTarget.value)}
            />
          </li>
          <li>
            <b>{text.signIn.enrolStepApp}</b>
            <span className="hint">{text.signIn.enrolAppHint}</span>
            <div className="enrol-app">
              <QrPicture value={invitation.totpUri} label={text.signIn.enrolQr} size={176} />
              <div className="stack">
                <a className="btn tall" href={invitation.totpUri}>
                  {text.signIn.enrolOpenApp}
                </a>
                <span className="hint">{text.signIn.enrolSecret}</span>
                <code className="secret">{grouped(invitation.totpSecret)}</code>
                <CopyButton value={invitation.totpSecret} what={text.signIn.enrolSecretWhat} small={false} />
              </div>
            </div>
          </li>
          <li>
            <b>{text.signIn.enrolStepCode}</b>
            <TextInput
              aria-label={text.signIn.enrolStepCode}
              size="md"
              className="code-field"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              value={form.values.code}
              error={belowField(text.signIn.code, form.problems['code'])}
              onChange={(event) =>
                form.set('code', event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 6))
              }
            />
          </li>
        </ol>
        <ProblemNote error={form.error} />
        <button type="submit" className="btn pri tall" disabled={form.busy}>
          {text.signIn.enrolGo}
        </button>
      </form>
    </Door>
  );
}

function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
