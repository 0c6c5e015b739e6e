import type { SignInConfirmation } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { findConfirmation } from '../api/me.js';
import { text } from '../text/en.js';
import { Note } from '../ui/note.js';
import { ProblemNote } from '../ui/problem-note.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { ConfirmQuestion } from './confirm-question.js';

type Step = 'code' | 'confirmed' | 'refused' | SignInConfirmation;

/** Where a person says yes or no to an ssh connection of theirs, found by the code its terminal shows. */
export function ConfirmPage() {
  usePageTitle(text.confirm.page);
  const [step, setStep] = useState<Step>('code');
  return (
    <main className="narrow">
      {step === 'code' ? (
        <CodeStep onFound={setStep} />
      ) : step === 'confirmed' ? (
        <Answered kind="safe" title={text.confirm.confirmed} lead={text.confirm.confirmedLead} />
      ) : step === 'refused' ? (
        <Answered kind="stop" title={text.confirm.refused} lead={text.confirm.refusedLead} />
      ) : (
        <ConfirmQuestion asked={step} onAnswer={setStep} onAgain={() => setStep('code')} />
      )}
    </main>
  );
}

function CodeStep({ onFound }: { onFound: (asked: SignInConfirmation) => void }) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const ready = code.replaceAll(/[ -]/g, '').length === 8;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      onFound(await findConfirmation({ code: code.trim() }));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <h1>{text.confirm.title}</h1>
      <section className="panel pad-l">
        <form className="stack" onSubmit={(event) => void submit(event)}>
          <p className="muted">{text.confirm.lead}</p>
          <ProblemNote error={error} />
          <TextInput
            label={text.confirm.code}
            description={text.confirm.codeHint}
            size="md"
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            className="code-field"
            maxLength={9}
            value={code}
            onChange={(event) => setCode(asShown(event.currentTarget.value))}
          />
          <button type="submit" className="btn pri tall" disabled={!ready || busy}>
            {text.confirm.next}
          </button>
        </form>
      </section>
    </>
  );
}

/** As the terminal writes it: capitals, and a dash in the middle. */
function asShown(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .slice(0, 8);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

function Answered({ kind, title, lead }: { kind: 'safe' | 'stop'; title: string; lead: string }) {
  return (
    <>
      <h1>{title}</h1>
      <Note kind={kind}>
        <p>{lead}</p>
      </Note>
    </>
  );
}
