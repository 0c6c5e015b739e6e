import { Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { addSshKey, removeSshKey, sshKeysQuery } from '../api/me.js';
import { text } from '../text/en.js';
import { clock, fullDay } from '../text/plant-time.js';
import { EmptyState } from '../ui/empty-state.js';
import { ListOf } from '../ui/list-of.js';
import { ProblemNote } from '../ui/problem-note.js';
import { useMe } from '../ui/use-me.js';
import { usePageTitle } from '../ui/use-page-title.js';

export function AccountPage() {
  usePageTitle(text.account.page);
  const me = useMe();
  const zone = me.sites[0]?.timeZone ?? me.timeZone;
  return (
    <main className="narrow">
      <h1>{text.account.title}</h1>
      <section className="panel pad-l">
        <p>
          <b>{me.displayName}</b>
          {me.organisation !== null && `, ${me.organisation.name}`}. {text.account.you(me.login)}
        </p>
        <p className="muted">{text.account.sessionEnds(clock(me.sessionEndsAt, zone))}</p>
        <h2>{text.account.roles}</h2>
        <ul>
          {me.roles.map(({ role, siteId }) => (
            <li key={`${role} ${siteId}`}>
              {text.account.roleAt(
                text.common.role(role),
                me.sites.find(({ id }) => id === siteId)?.name ?? text.account.everywhere,
              )}
            </li>
          ))}
        </ul>
        <h2>{text.account.recovery}</h2>
        <p>{text.account.recoveryLeft(me.recoveryCodesLeft)}</p>
      </section>
      <SshKeys zone={zone} />
    </main>
  );
}

function SshKeys({ zone }: { zone: string }) {
  const keys = useQuery(sshKeysQuery);
  const queries = useQueryClient();
  const [line, setLine] = useState('');
  const again = () => queries.invalidateQueries({ queryKey: sshKeysQuery.queryKey });
  const add = useMutation({
    mutationFn: () => addSshKey({ line: line.trim() }),
    onSuccess: () => setLine(''),
    onSettled: again,
  });
  const remove = useMutation({ mutationFn: removeSshKey, onSettled: again });
  return (
    <section className="panel pad-l">
      <h2>{text.account.keys}</h2>
      <p className="muted">{text.account.keysLead}</p>
      <p>
        <Link to="/confirm">{text.account.confirmLink}</Link>
      </p>
      <ListOf query={keys} rows={1} empty={<EmptyState>{text.account.noKeys}</EmptyState>}>
        {(items) => (
          <ul className="key-l">
            {items.map((key) => (
              <li key={key.id}>
                <span className="two-l">
                  <b>{key.comment === '' ? key.keyType : key.comment}</b>
                  <code className="break">{key.fingerprint}</code>
                  <span className="muted">
                    {key.keyType.startsWith('sk-') && `${text.account.securityKey}, `}
                    {text.account.added(fullDay(key.createdAt, zone))}
                  </span>
                </span>
                <button
                  type="button"
                  className="btn sm"
                  aria-label={text.account.removeKeyNamed(key.comment || key.fingerprint)}
                  onClick={() => remove.mutate(key.id)}
                >
                  {text.account.removeKey}
                </button>
              </li>
            ))}
          </ul>
        )}
      </ListOf>
      <ProblemNote error={add.error ?? remove.error} />
      <Textarea
        label={text.account.keyLine}
        description={text.account.keyHint}
        className="mono-field"
        rows={3}
        maxLength={4096}
        spellCheck={false}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
      />
      <button
        type="button"
        className="btn"
        disabled={line.trim().length < 20 || add.isPending}
        onClick={() => add.mutate()}
      >
        {text.account.addKey}
      </button>
    </section>
  );
}
