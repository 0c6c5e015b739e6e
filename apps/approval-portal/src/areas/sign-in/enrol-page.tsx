import type { CompleteEnrolmentAnswer } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { openEnrolment } from '../../api/me.js';
import { text } from '../../text/en.js';
import { LoadingRows } from '../../ui/list-of.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { Door } from './door.js';
import { EnrolDone } from './enrol-done.js';
import { EnrolForm } from './enrol-form.js';

/** Enrolment on a phone alone. The token stands behind `#`, so it reaches no server log, and leaves the address bar. */
export function EnrolPage() {
  usePageTitle(text.signIn.enrolPage);
  const [token] = useState(takeToken);
  const [done, setDone] = useState<CompleteEnrolmentAnswer | null>(null);
  const opened = useQuery({
    queryKey: ['enrolment', token],
    queryFn: () => openEnrolment(token),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (done) return <EnrolDone answer={done} />;
  if (token === '')
    return (
      <Door title={text.signIn.enrolPage}>
        <Note kind="stop">{text.signIn.enrolNoToken}</Note>
      </Door>
    );
  if (!opened.data)
    return (
      <Door title={text.signIn.enrolPage} lead={opened.error ? undefined : text.signIn.enrolChecking}>
        {opened.error ? <ProblemNote error={opened.error} /> : <LoadingRows rows={3} />}
      </Door>
    );
  return <EnrolForm token={token} invitation={opened.data} onDone={setDone} />;
}

const kept = 'gatehouse.enrolment';

/** Survives a reload in this tab only; the address bar and the history forget it at once. */
function takeToken(): string {
  const inAddress = decodeURIComponent(location.hash.replace(/^#/, ''));
  if (inAddress !== '') {
    sessionStorage.setItem(kept, inAddress);
    history.replaceState(history.state, '', location.pathname);
    return inAddress;
  }
  return sessionStorage.getItem(kept) ?? '';
}
