import { Modal, TextInput } from '@mantine/core';
import { useState, useSyncExternalStore, type FormEvent } from 'react';
import { factorQuestion } from '../api/fresh-factor.js';
import { stepUp } from '../api/me.js';
import { text } from '../text/en.js';
import { errorWords } from './error-words.js';

/** Asks for six digits wherever a call wants a fresh factor; the call then goes on by itself. */
export function StepUpDialog() {
  const question = useSyncExternalStore(factorQuestion.watch, factorQuestion.get);
  return (
    <Modal
      opened={question !== null}
      onClose={() => question?.closed()}
      title={text.signIn.stepUpTitle}
      size={360}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
    >
      {question && <StepUpForm given={question.given} />}
    </Modal>
  );
}

function StepUpForm({ given }: { given: () => void }) {
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (digits: string) => {
    setBusy(true);
    setProblem('');
    try {
      await stepUp({ code: digits });
      given();
    } catch (error) {
      setProblem(errorWords(error));
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  const change = (typed: string) => {
    const digits = typed.replaceAll(/\D/g, '').slice(0, 6);
    setCode(digits);
    if (digits.length === 6 && !busy) void send(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === 6 && !busy) void send(code);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p className="muted">{text.signIn.stepUpLead}</p>
      <TextInput
        data-autofocus
        className="code-field"
        label={text.signIn.code}
        description={text.signIn.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={code}
        error={problem || undefined}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <button type="submit" className="btn pri tall" disabled={code.length !== 6 || busy}>
        {text.signIn.stepUpGo}
      </button>
    </form>
  );
}
