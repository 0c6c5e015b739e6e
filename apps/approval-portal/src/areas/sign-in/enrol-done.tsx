import type { CompleteEnrolmentAnswer } from '@gatehouse/contracts';
import { Checkbox } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { text } from '../../text/en.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Note } from '../../ui/note.js';
import { Door } from './door.js';

export function EnrolDone({ answer }: { answer: CompleteEnrolmentAnswer }) {
  const [kept, setKept] = useState(false);
  useEffect(() => sessionStorage.removeItem('gatehouse.enrolment'), []);
  return (
    <Door title={text.signIn.enrolDoneTitle} lead={text.signIn.enrolDoneLead}>
      <div className="stack">
        <ol className="codes">
          {answer.recoveryCodes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <CopyButton value={answer.recoveryCodes.join('\n')} what={text.signIn.enrolCodesWhat} small={false} />
        <Checkbox
          size="md"
          label={text.signIn.enrolKept}
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Note kind={answer.state === 'active' ? 'safe' : 'must'}>
          {answer.state === 'active' ? (
            text.signIn.enrolActive
          ) : (
            <>
              <b>{text.signIn.enrolWaitTitle}</b>
              <br />
              {answer.sponsor === null ? text.signIn.enrolWaitNobody : text.signIn.enrolWait(answer.sponsor)}
            </>
          )}
        </Note>
        {kept && (
          <Link className="btn pri tall" to="/sign-in" replace>
            {text.signIn.toSignIn}
          </Link>
        )}
      </div>
    </Door>
  );
}
