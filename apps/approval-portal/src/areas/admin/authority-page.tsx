import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { authorityQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { CopyButton } from '../../ui/copy-button.js';
import { LoadingRows } from '../../ui/list-of.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';

const keyFile = '/etc/ssh/gatehouse_ca.pub';
const sshdFile = '/etc/ssh/sshd_config';
const sshdLine = `TrustedUserCAKeys ${keyFile}`;
const reload = 'sshd -t && systemctl reload ssh';

/** What an administrator copies to a machine so that it trusts our certificates. Nothing here is secret. */
export function AuthorityPage() {
  usePageTitle(text.admin.authorityTitle);
  const authority = useQuery(authorityQuery);
  return (
    <main className="adm">
      <AdminHead title={text.admin.authorityTitle} lead={text.admin.authorityLead}>
        <Link className="btn" to="/admin/credentials">
          {text.admin.credentials}
        </Link>
      </AdminHead>
      {authority.error && <ProblemNote error={authority.error} onRetry={() => void authority.refetch()} />}
      {!authority.data && !authority.error && <LoadingRows rows={2} />}
      {authority.data && (
        <section className="panel pad-l stack ca">
          <h2>{text.admin.authorityKey}</h2>
          <Line value={authority.data.publicKey} what={text.admin.authorityKeyWhat} />
          <p className="hint">
            {text.admin.authorityFingerprint} <code className="break">{authority.data.fingerprint}</code>
          </p>
          <h2>{text.admin.authoritySteps}</h2>
          <p>{text.admin.authorityFile(keyFile)}</p>
          <p>{text.admin.authoritySshd(sshdFile)}</p>
          <Line value={sshdLine} what={text.admin.authoritySshdWhat} />
          <p>{text.admin.authorityReload}</p>
          <Line value={reload} what={text.admin.authorityReloadWhat} />
          <p className="hint">{text.admin.authorityAccount}</p>
          <Note kind="safe">{text.admin.authorityTrail}</Note>
        </section>
      )}
    </main>
  );
}

function Line({ value, what }: { value: string; what: string }) {
  return (
    <div className="ca-l">
      <code className="break">{value}</code>
      <CopyButton value={value} what={what} />
    </div>
  );
}
