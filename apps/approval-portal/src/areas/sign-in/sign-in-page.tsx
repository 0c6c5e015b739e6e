import type { Me } from '@gatehouse/contracts';
import { PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { meQuery, signIn, signInWithCode, signInWithRecoveryCode } from '../../api/me.js';
import { text } from '../../text/en.js';
import { errorWords } from '../../ui/error-words.js';
import { Note } from '../../ui/note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { Door } from './door.js';

type Step = 'password' | 'code' | 'recovery';

export function SignInPage() {
  usePageTitle(text.signIn.page);
  const [step, setStep] = useState<Step>('password');
  const [problem, setProblem] = useState('');
  const enter = useEnter();
  const go = (next: Step) => {
    setProblem('');
    setStep(next);
  };
  const common = { problem, setProblem };
  if (step === 'password') return <PasswordStep {...common} onRight={() => go('code')} />;
  return (
    <SecondStep
      key={step}
      recovery={step === 'recovery'}
      {...common}
      onOther={() => go(step === 'code' ? 'recovery' : 'code')}
      onStartAgain={() => go('password')}
      onSignedIn={enter}
    />
  );
}

/** Goes where the person wanted to go before sign-in was asked for. */
function useEnter() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const from = (useLocation().state as { from?: string } | null)?.from ?? '/';
  return (me: Me) => {
    queries.clear();
    queries.setQueryData(meQuery.queryKey, me);
    void navigate(from, { replace: true });
  };
}

interface StepProps {
  problem: string;
  setProblem: (problem: string) => void;
}

function PasswordStep({ problem, setProblem, onRight }: StepProps & { onRight: () => void }) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (login.trim() === '' || password === '') return setProblem(text.signIn.missing);
    setBusy(true);
    setProblem('');
    try {
      await signIn({ login: login.trim().toLowerCase(), password });
      onRight();
    } catch (error) {
      setProblem(errorWords(error));
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door title={text.signIn.title} lead={text.signIn.lead}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {problem !== '' && <Note kind="stop">{problem}</Note>}
        <TextInput
          label={text.signIn.login}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <PasswordInput
          label={text.signIn.password}
          size="md"
          autoComplete="current-password"
          value={password}
          visibilityToggleButtonProps={{ 'aria-label': text.signIn.enrolShowPassword }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <button type="submit" className="btn pri tall" disabled={busy}>
          {text.signIn.next}
        </button>
      </form>
    </Door>
  );
}

function SecondStep(
  props: StepProps & {
    recovery: boolean;
    onOther: () => void;
    onStartAgain: () => void;
    onSignedIn: (me: Me) => void;
  },
) {
  const { recovery, problem, setProblem, onOther, onStartAgain, onSignedIn } = props;
  const [value, setValue] = useState('');
  const [busy, setBusy] = useState(false);
  const ready = recovery ? value.trim().length >= 8 : value.length === 6;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setProblem('');
    try {
      onSignedIn(
        await (recovery
          ? signInWithRecoveryCode({ recoveryCode: value.trim() })
          : signInWithCode({ code: value })),
      );
    } catch (error) {
      setProblem(errorWords(error));
      setValue('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door
      title={recovery ? text.signIn.recoveryTitle : text.signIn.codeTitle}
      lead={recovery ? text.signIn.recoveryLead : text.signIn.codeLead}
    >
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {problem !== '' && <Note kind="stop">{problem}</Note>}
        {recovery ? (
          <TextInput
            label={text.signIn.recoveryCode}
            size="md"
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="mono-field"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={text.signIn.code}
            size="md"
            autoFocus
            className="code-field"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 6))}
          />
        )}
        <button type="submit" className="btn pri tall" disabled={!ready || busy}>
          {text.signIn.enter}
        </button>
        <div className="door-alt">
          <button type="button" className="btn quiet" onClick={onOther}>
            {recovery ? text.signIn.useCode : text.signIn.useRecovery}
          </button>
          <button type="button" className="btn quiet" onClick={onStartAgain}>
            {text.signIn.startAgain}
          </button>
        </div>
      </form>
    </Door>
  );
}
