import {
  type Asset,
  rdpKeyboards,
  type RdpSettings,
  type SignInTestAnswer,
  type Target,
} from '@gatehouse/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { reinstate, scanHostKey, suspend, testSignIn } from '../../api/directory.js';
import { FactorNotGiven } from '../../api/fresh-factor.js';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useMe } from '../../ui/use-me.js';
import { UnprovableIdentity } from '../../ui/unprovable-identity.js';
import { WeakEncryption } from '../../ui/weak-encryption.js';
import { ChangeTargetDrawer } from './change-target-drawer.js';
import { useAgain } from './use-again.js';
import { ViewOnlyCredential } from './view-only-credential.js';

export function MachineDetail({ asset, target }: { asset: Asset; target: Target | null }) {
  return (
    <aside className="panel det" aria-label={asset.tag}>
      <MachinePlate machine={{ assetTag: asset.tag, assetName: asset.name, location: asset.location }} />
      {target ? <WayIn target={target} /> : <p className="dp muted">{text.admin.noWayIn}</p>}
    </aside>
  );
}

function WayIn({ target }: { target: Target }) {
  const me = useMe();
  const again = useAgain('targets', 'host-keys');
  const zone = me.sites.find(({ id }) => id === target.asset.siteId)?.timeZone ?? 'UTC';
  const [changing, setChanging] = useState(false);
  const scan = useMutation({ mutationFn: () => scanHostKey(target.id), onSettled: again });
  const signIn = useMutation({ mutationFn: () => testSignIn(target.id), onSettled: again });
  const stop = useMutation({
    mutationFn: () => (target.suspendedAt === null ? suspend : reinstate)('targets', target.id),
    onSettled: again,
  });
  return (
    <>
      <div className="dp">
        {target.hostKey === null && <Note kind="warn">{text.admin.notKnownLong}</Note>}
        {scan.data && <Note kind="must">{text.admin.scanned(scan.data.fingerprint)}</Note>}
        {signIn.data && <SignInTested answer={signIn.data} />}
        <ProblemNote error={scan.error ?? stop.error ?? notGiven(signIn.error)} />
        <dl>
          <dt>{text.admin.handle}</dt>
          <dd className="mono">{target.handle}</dd>
          <dt>{text.admin.address}</dt>
          <dd className="mono break">{`${target.address}:${target.port}`}</dd>
          {target.account !== '' && (
            <>
              <dt>{text.admin.account}</dt>
              <dd className="mono">{target.account}</dd>
            </>
          )}
          <dt>{target.hostKey?.fingerprint === null ? text.admin.identity : text.admin.fingerprint}</dt>
          <dd className="break">
            {target.hostKey === null ? (
              text.common.notKnown
            ) : (
              <>
                {target.hostKey.fingerprint === null ? (
                  <UnprovableIdentity />
                ) : (
                  <>
                    <code>{target.hostKey.fingerprint}</code>
                    <br />
                  </>
                )}
                <span className="muted">
                  {(target.hostKey.fingerprint === null ? text.admin.acceptedSince : text.admin.knownSince)(
                    fullDay(target.hostKey.pinnedAt, zone),
                  )}
                </span>
              </>
            )}
          </dd>
          <dt>{text.admin.credential}</dt>
          <dd>{target.credential?.name ?? text.admin.noCredential}</dd>
          {target.jumpHost !== null && (
            <>
              <dt>{text.admin.via}</dt>
              <dd>{target.jumpHost.name}</dd>
            </>
          )}
          {target.certificatePrincipals.length > 0 && (
            <>
              <dt>{text.admin.principals}</dt>
              <dd className="mono">{target.certificatePrincipals.join(' ')}</dd>
            </>
          )}
          {target.rdp !== null && <RdpFacts rdp={target.rdp} />}
          {target.desktop !== null && (
            <>
              <dt>{text.admin.protection}</dt>
              <dd>
                {target.desktop.protection === 'certificate'
                  ? text.admin.protectionCertificate
                  : text.admin.protectionAny}
              </dd>
              <ViewOnlyCredential id={target.desktop.viewOnlyCredentialId} />
              <dt>{text.admin.pictures}</dt>
              <dd>{text.admin.picturesASecond(target.desktop.framesPerSecond)}</dd>
            </>
          )}
          {target.weakAlgorithms !== null && (
            <>
              <dt>{text.request.encryption}</dt>
              <dd>
                <WeakEncryption weak={target.weakAlgorithms} zone={zone} />
              </dd>
            </>
          )}
        </dl>
      </div>
      <div className="dp sep two-b">
        <button type="button" className="btn" onClick={() => setChanging(true)}>
          {text.admin.changeTarget}
        </button>
        <button type="button" className="btn" disabled={scan.isPending} onClick={() => scan.mutate()}>
          {text.admin.scan}
        </button>
        <button type="button" className="btn" disabled={signIn.isPending} onClick={() => signIn.mutate()}>
          {signIn.isPending ? text.admin.signInTesting : text.admin.signInTest}
        </button>
        <button
          type="button"
          className={`btn ${target.suspendedAt === null ? 'deny' : ''}`}
          disabled={stop.isPending}
          onClick={() => stop.mutate()}
        >
          {target.suspendedAt === null ? text.admin.block : text.admin.unblock}
        </button>
      </div>
      {changing && <ChangeTargetDrawer target={target} onClose={() => setChanging(false)} />}
    </>
  );
}

function RdpFacts({ rdp }: { rdp: RdpSettings }) {
  const keyboard = rdpKeyboards.find(({ layout }) => layout === rdp.keyboardLayout);
  return (
    <>
      {rdp.domain !== '' && (
        <>
          <dt>{text.admin.domain}</dt>
          <dd className="mono">{rdp.domain}</dd>
        </>
      )}
      <dt>{text.admin.rdpSignIn}</dt>
      <dd>{text.admin.rdpSignInWays[rdp.signIn]}</dd>
      <dt>{text.admin.keyboard}</dt>
      <dd>{keyboard ? text.admin.keyboards[keyboard.code] : text.common.notKnown}</dd>
      <dt>{text.admin.screenSize}</dt>
      <dd>
        {text.admin.screenIs(rdp.width, rdp.height)}, {text.admin.coloursOf(rdp.colourDepth)}
      </dd>
      <dt>{text.admin.pictures}</dt>
      <dd>{text.admin.picturesASecond(rdp.framesPerSecond)}</dd>
    </>
  );
}

/** What the machine itself said stands behind our words for it. */
function SignInTested({ answer: { outcome, detail } }: { answer: SignInTestAnswer }) {
  return (
    <Note kind={outcome === 'accepted' ? 'safe' : 'warn'}>
      {text.admin.signInOutcomes[outcome]}
      {detail !== null && ` ${text.admin.signInDetail(detail)}`}
    </Note>
  );
}

/** Who gave no code thought better of it. */
function notGiven(error: unknown): unknown {
  return error instanceof FactorNotGiven ? null : error;
}
