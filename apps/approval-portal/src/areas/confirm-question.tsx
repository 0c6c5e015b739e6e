import type { SignInConfirmation } from '@gatehouse/contracts';
import { useMutation } from '@tanstack/react-query';
import { confirmConnection, refuseConnection } from '../api/me.js';
import { text } from '../text/en.js';
import { countdown, duration } from '../text/spans.js';
import { FactRow } from '../ui/fact-row.js';
import { Note } from '../ui/note.js';
import { ProblemNote } from '../ui/problem-note.js';
import { useMe } from '../ui/use-me.js';
import { useNow } from '../ui/use-now.js';

/**
 * What is confirmed, said plainly: whoever knows a password can get this far and send its owner here. Nothing is
 * focused on load, so Enter confirms nothing.
 */
export function ConfirmQuestion({
  asked,
  onAnswer,
  onAgain,
}: {
  asked: SignInConfirmation;
  onAnswer: (answer: 'confirmed' | 'refused') => void;
  onAgain: () => void;
}) {
  const me = useMe();
  const now = useNow();
  const leftMs = Date.parse(asked.expiresAt) - now;
  const confirm = useMutation({
    mutationFn: () => confirmConnection(asked.id),
    onSuccess: () => onAnswer('confirmed'),
  });
  const refuse = useMutation({
    mutationFn: () => refuseConnection(asked.id),
    onSuccess: () => onAnswer('refused'),
  });
  const isBusy = confirm.isPending || refuse.isPending;
  const isHere = asked.source === asked.yourAddress;
  const words = text.confirm;
  if (leftMs <= 0 && !isBusy)
    return (
      <>
        <h1>{words.title}</h1>
        <Note kind="warn">
          <p>{words.over}</p>
          <button type="button" className="btn sm" onClick={onAgain}>
            {words.again}
          </button>
        </Note>
      </>
    );
  return (
    <>
      <h1>{words.isItYou}</h1>
      <section className="panel pad-l">
        <dl className="facts">
          <FactRow name={words.who}>{words.ssh(me.login)}</FactRow>
          <FactRow name={words.from} stop={!isHere}>
            <div>
              <code>{asked.source}</code>
            </div>
            <div>{isHere ? words.fromHere : words.notFromHere(asked.yourAddress)}</div>
          </FactRow>
          <FactRow name={words.machine}>
            {asked.handle === null ? words.noMachine : <code>{asked.handle}</code>}
          </FactRow>
          <FactRow name={words.began}>{words.ago(duration(now - Date.parse(asked.askedAt)))}</FactRow>
          <FactRow name={words.left}>{countdown(leftMs)}</FactRow>
        </dl>
      </section>
      <Note kind="must">{words.warning}</Note>
      <ProblemNote error={confirm.error ?? refuse.error} />
      <button type="button" className="btn pri tall" disabled={isBusy} onClick={() => confirm.mutate()}>
        {words.yes}
      </button>
      <button type="button" className="btn deny tall" disabled={isBusy} onClick={() => refuse.mutate()}>
        {words.no}
      </button>
    </>
  );
}
