import type { ObservedHostKey } from '@gatehouse/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { confirmHostKey, hostKeysQuery, rejectHostKey } from '../../api/directory.js';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { TextField } from '../../ui/fields.js';
import { ListOf } from '../../ui/list-of.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { sameFingerprint } from './same-fingerprint.js';
import { useAgain } from './use-again.js';

export function HostKeysPage() {
  usePageTitle(text.admin.hostKeys);
  const keys = useQuery(hostKeysQuery);
  return (
    <main className="adm">
      <AdminHead title={text.admin.hostKeys} lead={text.admin.hostKeysLead} />
      <ListOf query={keys} empty={<EmptyState>{text.admin.noHostKeys}</EmptyState>}>
        {(items) => (
          <ul className="hk">
            {items.map((key) => (
              <HostKey key={key.id} hostKey={key} />
            ))}
          </ul>
        )}
      </ListOf>
    </main>
  );
}

/** Confirmed only by typing or pasting what was read at the machine: never by pressing a button next to it. */
function HostKey({ hostKey }: { hostKey: ObservedHostKey }) {
  const [typed, setTyped] = useState('');
  const me = useMe();
  const zone = me.sites.find(({ id }) => id === hostKey.siteId)?.timeZone ?? 'UTC';
  const again = useAgain('host-keys', 'targets');
  const confirm = useMutation({
    mutationFn: () => confirmHostKey(hostKey.id, typed.trim()),
    onSettled: again,
  });
  const reject = useMutation({ mutationFn: () => rejectHostKey(hostKey.id), onSettled: again });
  const same = sameFingerprint(typed, hostKey.fingerprint);
  const when = (at: string) => dayAndClock(at, zone, serverNow());
  return (
    <li className="panel hk-i">
      <div className="stack">
        <Whose hostKey={hostKey} />
        {hostKey.pinnedFingerprint === null ? (
          <SignWord kind="must">{text.admin.newKey}</SignWord>
        ) : (
          <SignWord kind="stop">{text.admin.differs}</SignWord>
        )}
        <dl>
          {hostKey.pinnedFingerprint !== null && (
            <>
              <dt>{text.admin.known}</dt>
              <dd>
                <code className="break">{hostKey.pinnedFingerprint}</code>
              </dd>
            </>
          )}
          <dt>{text.admin.shown}</dt>
          <dd>
            <code className="break">{hostKey.fingerprint}</code>{' '}
            <span className="muted">{hostKey.keyType}</span>
          </dd>
        </dl>
        <p className="hint">
          {text.admin.firstSeen(when(hostKey.firstSeenAt))}, {text.admin.lastSeen(when(hostKey.lastSeenAt))}
        </p>
      </div>
      <div className="stack">
        <TextField
          mono
          label={text.admin.typeFingerprint}
          hint={text.admin.typeFingerprintHint}
          value={typed}
          onChange={setTyped}
        />
        <p role="status">
          {typed.trim() !== '' &&
            (same ? (
              <SignWord kind="safe">{text.admin.fingerprintSame}</SignWord>
            ) : (
              <SignWord kind="stop">{text.admin.fingerprintOther}</SignWord>
            ))}
        </p>
        <ProblemNote error={confirm.error ?? reject.error} />
        <div className="two-b">
          <button
            type="button"
            className={`btn ${same ? 'pri' : ''}`}
            disabled={!same || confirm.isPending}
            onClick={() => confirm.mutate()}
          >
            {text.admin.confirmKey}
          </button>
          <button
            type="button"
            className="btn deny"
            disabled={reject.isPending}
            onClick={() => reject.mutate()}
          >
            {text.admin.rejectKey}
          </button>
        </div>
      </div>
    </li>
  );
}

function Whose({ hostKey: { target, jumpHost } }: { hostKey: ObservedHostKey }) {
  if (target === null)
    return (
      <span className="two-l">
        <b>{jumpHost?.name}</b>
        <span className="muted">{text.admin.jumpHost}</span>
      </span>
    );
  return (
    <div className="m-c">
      <MachineDrawing name={target.assetName} tag={target.assetTag} />
      <span className="two-l">
        <span className="tag">{target.assetTag}</span>
        <span className="muted">
          {target.assetName}, <span className="mono">{target.handle}</span>
        </span>
      </span>
    </div>
  );
}
