import type { Grant } from '@gatehouse/contracts';
import { rightParts } from '@gatehouse/contracts';
import { useEffect, useState } from 'react';
import { text } from '../../text/en.js';
import { FilePanel } from './file-panel.js';
import { openFilesSocket } from './open-files-socket.js';
import { SftpClient } from './sftp-client.js';

/** True when an access has something to do with files, so that there is a panel for them. */
export function hasFiles(grant: Pick<Grant, 'rights'>): boolean {
  return grant.rights.some((right) => right.startsWith('files-'));
}

/** Files of a running session: one connection of its own, for as long as the panel stands. */
export function SessionFiles({ grant, sessionId }: { grant: Grant; sessionId: string }) {
  const [client, setClient] = useState<SftpClient | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    let opened: SftpClient | null = null;
    openFilesSocket(sessionId, setProblem)
      .then((transport) => SftpClient.open(transport))
      .then(
        (made) => {
          opened = made;
          if (isGone) made.close();
          else setClient(made);
        },
        // A refusal has been said already, and says more.
        () => setProblem((before) => before ?? text.files.closed),
      );
    return () => {
      isGone = true;
      opened?.close();
    };
  }, [sessionId]);
  const kinds = grant.rights.map((right) => rightParts(right).kind);
  return (
    <FilePanel
      client={client}
      problem={problem}
      rights={{ in: kinds.includes('files-in'), out: kinds.includes('files-out') }}
      mostFileBytes={null}
      zone={grant.site.timeZone}
    />
  );
}
