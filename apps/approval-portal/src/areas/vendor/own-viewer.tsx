import './own-viewer.css';
import type { Grant, ViewerTokenAnswer } from '@gatehouse/contracts';
import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FactorNotGiven } from '../../api/fresh-factor.js';
import { takeViewerToken } from '../../api/grants.js';
import { saveBlob } from '../../save-blob.js';
import { text } from '../../text/en.js';
import { countdown } from '../../text/spans.js';
import { IconDeviceDesktop, IconDownload, IconRefresh } from '../../ui/icons.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useNow } from '../../ui/use-now.js';
import { OldViewer } from './old-viewer.js';
import { ViewerFact } from './viewer-fact.js';

/**
 * Beside Connect: what a person types into a VNC viewer or RDP client of their own. The password is made on the press, and works once.
 */
export function OwnViewer({ grant: { id: grantId, target } }: { grant: Grant }) {
  const words = target.protocol === 'rdp' ? ofRdp : ofVnc;
  const [opened, setOpened] = useState(false);
  const token = useMutation({ networkMode: 'always', mutationFn: () => takeViewerToken(grantId) });
  const ask = () => token.mutate(undefined, { onSuccess: () => setOpened(true) });
  const close = () => {
    setOpened(false);
    token.reset();
  };
  return (
    <div className="own-ssh">
      <button type="button" className="btn wide" disabled={token.isPending} onClick={ask}>
        <IconDeviceDesktop className="i" /> {words.press}
      </button>
      {!opened && <ProblemNote error={token.error instanceof FactorNotGiven ? null : token.error} />}
      <Modal
        opened={opened}
        onClose={close}
        title={words.title(target.assetTag)}
        size={520}
        closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
      >
        {token.data && (
          <ViewerFacts
            grantId={grantId}
            answer={token.data}
            words={words}
            onAgain={ask}
            isBusy={token.isPending}
          />
        )}
        <ProblemNote error={token.error instanceof FactorNotGiven ? null : token.error} />
      </Modal>
    </div>
  );
}

interface Words {
  readonly press: string;
  readonly title: (tag: string) => string;
  readonly lead: string;
  readonly certificate: string;
  readonly limits: string | null;
  readonly server: (answer: ViewerTokenAnswer) => string;
}

const ofVnc: Words = {
  press: text.vendor.ownViewer,
  title: text.vendor.ownViewerTitle,
  lead: text.vendor.ownViewerLead,
  certificate: text.vendor.viewerCertificate,
  limits: null,
  /** Two colons: what follows is a port, and no display. */
  server: ({ host, port }) => `${host}::${port}`,
};

const ofRdp: Words = {
  press: text.vendor.ownRdp,
  title: text.vendor.ownRdpTitle,
  lead: text.vendor.ownRdpLead,
  certificate: text.vendor.rdpCertificate,
  limits: text.vendor.ownRdpLimits,
  server: ({ host, port }) => `${host}:${port}`,
};

function ViewerFacts(props: {
  grantId: string;
  answer: ViewerTokenAnswer;
  words: Words;
  onAgain: () => void;
  isBusy: boolean;
}) {
  const { grantId, answer, words, onAgain, isBusy } = props;
  const left = Date.parse(answer.expiresAt) - useNow(1000);
  const isOver = left <= 0;
  return (
    <div className="stack viewer">
      <p>{words.lead}</p>
      <dl>
        <ViewerFact name={text.vendor.viewerHost} value={words.server(answer)} />
        <ViewerFact name={text.vendor.viewerUser} value={answer.userName} />
        {isOver ? (
          <div>
            <dt>{text.vendor.viewerToken}</dt>
            <dd>
              <span className="muted">{text.vendor.viewerTokenOver}</span>
              <button type="button" className="btn sm" disabled={isBusy} onClick={onAgain}>
                <IconRefresh className="i" /> {text.vendor.viewerAgain}
              </button>
            </dd>
          </div>
        ) : (
          <ViewerFact name={text.vendor.viewerToken} value={answer.token} />
        )}
        <div>
          <dt>{words.certificate}</dt>
          <dd>
            <code className="long">{answer.certificateFingerprint}</code>
          </dd>
        </div>
      </dl>
      <p className="hint" role="timer">
        {isOver ? text.vendor.viewerTokenOnce : text.vendor.viewerTokenLeft(countdown(left))}
      </p>
      <button
        type="button"
        className="btn tall"
        onClick={() =>
          saveBlob(new Blob([answer.file.text], { type: 'application/octet-stream' }), answer.file.name)
        }
      >
        <IconDownload className="i" /> {text.vendor.viewerFile(answer.file.name)}
      </button>
      <p className="hint">{text.vendor.viewerFileNote}</p>
      {words.limits !== null && <p className="hint">{words.limits}</p>}
      {answer.takesPasswords && <OldViewer grantId={grantId} />}
    </div>
  );
}
