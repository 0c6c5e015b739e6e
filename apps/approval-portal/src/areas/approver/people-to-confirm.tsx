import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { confirmPerson, peopleQuery } from '../../api/people.js';
import { text } from '../../text/en.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useMe } from '../../ui/use-me.js';

/** Vendor people whom this person answers for, enrolled and not confirmed yet. Silent for who may not read people. */
export function PeopleToConfirm() {
  const me = useMe();
  const queries = useQueryClient();
  const people = useQuery({ ...peopleQuery, retry: false });
  const confirm = useMutation({
    mutationFn: confirmPerson,
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  const waiting = (people.data?.items ?? []).filter(
    (person) => person.state === 'awaiting-confirmation' && person.sponsor?.id === me.id,
  );
  if (waiting.length === 0) return null;
  return (
    <section>
      <h2 className="sec">{text.approver.peopleToConfirm}</h2>
      <ProblemNote error={confirm.error} />
      <ul className="in-l panel">
        {waiting.map((person) => (
          <li key={person.id} className="confirm">
            <p>
              {text.approver.confirmLead(
                person.displayName,
                person.organisation?.name ?? text.common.notKnown,
              )}
            </p>
            <button
              type="button"
              className="btn"
              disabled={confirm.isPending}
              onClick={() => confirm.mutate(person.id)}
            >
              {text.approver.confirmPerson}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
