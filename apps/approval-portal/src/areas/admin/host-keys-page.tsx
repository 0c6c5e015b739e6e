import type { ConfirmHostKeyBody, ObservedHostKey } from '@gatehouse/contracts';
import { Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { confirmHostKey, hostKeysQuery, rejectHostKey } from '../../api/directory.js';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { dayAndClock, fullDay } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { TextField } from '../../ui/fields.js';
import { ListOf } from '../../ui/list-of.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { inHexPairs, sameFingerprint } from './same-fingerprint.js';
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

function HostKey({ hostKey }: { hostKey: ObservedHostKey }) {
  const me = useMe();
  const zone = me.sites.find(({ id }) => id === hostKey.siteId)?.timeZone ?? 'UTC';
  const when = (at: string) => dayAndClock(at, zone, serverNow());
  return (
    <li className="panel hk-i">
      <div className="stack">
        <Whose hostKey={hostKey} />
        <Standing hostKey={hostKey} />
        <dl>
          {hostKey.pinnedFingerprint !== null && (
            <>
              <dt>{text.admin.known}</dt>
              <dd>
                <Known fingerprint={hostKey.pinnedFingerprint} />
              </dd>
            </>
          )}
          <dt>{text.admin.shown}</dt>
          <dd>
            <Shown hostKey={hostKey} />
          </dd>
          {hostKey.certificate !== null && <CertificateRows of={hostKey.certificate} zone={zone} />}
        </dl>
        <p className="hint">
          {text.admin.firstSeen(when(hostKey.firstSeenAt))}, {text.admin.lastSeen(when(hostKey.lastSeenAt))}
        </p>
      </div>
      {hostKey.fingerprint === null ? (
        <AcceptNothing hostKey={hostKey} />
      ) : (
        <CompareFingerprint hostKey={hostKey} fingerprint={hostKey.fingerprint} />
      )}
    </li>
  );
}

function Standing({ hostKey: { fingerprint, pinnedFingerprint } }: { hostKey: ObservedHostKey }) {
  if (fingerprint === null)
    return (
      <SignWord kind={isKnown(pinnedFingerprint) ? 'stop' : 'warn'}>
        {isKnown(pinnedFingerprint) ? text.admin.provesNothingNow : text.request.unprovable}
      </SignWord>
    );
  return isKnown(pinnedFingerprint) ? (
    <SignWord kind="stop">{text.admin.differs}</SignWord>
  ) : (
    <SignWord kind="must">{text.admin.newKey}</SignWord>
  );
}

/** That nothing is proven is no identity that another one could differ from. */
function isKnown(pinnedFingerprint: string | null): boolean {
  return pinnedFingerprint !== null && pinnedFingerprint !== 'none';
}

function Known({ fingerprint }: { fingerprint: string }) {
  return isKnown(fingerprint) ? <code className="break">{fingerprint}</code> : text.admin.acceptedNothing;
}

function Shown({ hostKey: { fingerprint, keyType } }: { hostKey: ObservedHostKey }) {
  if (fingerprint === null) return text.admin.showsNothing;
  const pairs = keyType === 'x509' ? inHexPairs(fingerprint) : null;
  return (
    <>
      <code className="break">{fingerprint}</code>{' '}
      <span className="muted">{keyType === 'x509' ? text.admin.certificate : keyType}</span>
      {pairs !== null && (
        <>
          <br />
          <code className="break muted">{pairs}</code>
        </>
      )}
    </>
  );
}

function CertificateRows(props: { of: NonNullable<ObservedHostKey['certificate']>; zone: string }) {
  const { of: certificate, zone } = props;
  return (
    <>
      <dt>{text.admin.certificateFor}</dt>
      <dd className="break">{certificate.subject || text.common.notKnown}</dd>
      <dt>{text.admin.certificateBy}</dt>
      <dd className="break">{certificate.issuer || text.common.notKnown}</dd>
      <dt>{text.admin.certificateValid}</dt>
      <dd>
        {text.admin.certificateDays(
          fullDay(certificate.validFrom, zone),
          fullDay(certificate.validUntil, zone),
        )}
        {Date.parse(certificate.validUntil) <= serverNow() && (
          <>
            {' '}
            <SignWord kind="warn">{text.admin.certificateOver}</SignWord>
          </>
        )}
      </dd>
    </>
  );
}

/** Confirmed only by typing or pasting what was read at the machine: never by pressing a button next to it. */
function CompareFingerprint({ hostKey, fingerprint }: { hostKey: ObservedHostKey; fingerprint: string }) {
  const [typed, setTyped] = useState('');
  const same = sameFingerprint(typed, fingerprint);
  return (
    <div className="stack">
      <TextField
        mono
        label={text.admin.typeFingerprint}
        hint={hostKey.keyType === 'x509' ? text.admin.typeCertificateHint : text.admin.typeFingerprintHint}
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
      <Decide
        id={hostKey.id}
        may={same}
        body={{ fingerprint: typed.trim() }}
        go={hostKey.keyType === 'x509' ? text.admin.confirmCertificate : text.admin.confirmKey}
        no={text.admin.rejectKey}
      />
    </div>
  );
}

/** There is nothing to compare, so a person says that they know what that means, before the button can be pressed. */
function AcceptNothing({ hostKey }: { hostKey: ObservedHostKey }) {
  const [understood, setUnderstood] = useState(false);
  return (
    <div className="stack">
      <p className="muted">{text.request.unprovableMeans}</p>
      <Checkbox
        label={text.admin.acceptNothing}
        description={text.admin.acceptNothingHint}
        checked={understood}
        onChange={(event) => setUnderstood(event.currentTarget.checked)}
      />
      <Decide
        id={hostKey.id}
        may={understood}
        body={{ acceptsNothingProven: true }}
        go={text.admin.confirmNothing}
        no={text.admin.rejectNothing}
      />
    </div>
  );
}

function Decide(props: { id: string; may: boolean; body: ConfirmHostKeyBody; go: string; no: string }) {
  const { id, may, body, go, no } = props;
  const again = useAgain('host-keys', 'targets');
  const confirm = useMutation({ mutationFn: () => confirmHostKey(id, body), onSettled: again });
  const reject = useMutation({ mutationFn: () => rejectHostKey(id), onSettled: again });
  return (
    <>
      <ProblemNote error={confirm.error ?? reject.error} />
      <div className="two-b">
        <button
          type="button"
          className={`btn ${may ? 'pri' : ''}`}
          disabled={!may || confirm.isPending}
          onClick={() => confirm.mutate()}
        >
          {go}
        </button>
        <button
          type="button"
          className="btn deny"
          disabled={reject.isPending}
          onClick={() => reject.mutate()}
        >
          {no}
        </button>
      </div>
    </>
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
