import { useEffect, useState } from 'react';
import { text } from '../../text/en.js';
import { Note } from '../../ui/note.js';
import { FileDrop } from './file-drop.js';
import { FileList } from './file-list.js';
import { FileRefused } from './sftp-client.js';
import type { SftpClient } from './sftp-client.js';
import { shownName } from './machine-entry.js';
import './files.css';

/** Beside the terminal: files to the machine and from it, as far as the access goes. */
export function FilePanel(props: {
  /** Null while the connection is being opened. */
  client: SftpClient | null;
  /** Why there is no connection, and will be none. */
  problem: string | null;
  rights: { readonly in: boolean; readonly out: boolean };
  mostFileBytes: number | null;
  zone: string;
}) {
  const { client, rights, mostFileBytes, zone } = props;
  const [folder, setFolder] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    client?.realPath('.').then(setFolder, setFault);
  }, [client]);
  const again = () => setTurn((before) => before + 1);
  return (
    <aside className="file-panel" aria-label={text.files.panel}>
      {(props.problem !== null || fault !== null) && (
        <Note kind="stop">
          {props.problem ?? (fault instanceof FileRefused ? shownName(fault.words) : text.files.closed)}
        </Note>
      )}
      {rights.in ? (
        <FileDrop
          client={client}
          folder={folder}
          mostFileBytes={mostFileBytes}
          zone={zone}
          onArrived={again}
        />
      ) : (
        <p className="hint file-note">{text.files.notInPart}</p>
      )}
      <FileList
        client={client}
        folder={folder}
        mayGet={rights.out}
        turn={turn}
        zone={zone}
        onFolder={setFolder}
        onReadAgain={again}
      />
      <p className="hint file-foot">{text.files.onRecord}</p>
    </aside>
  );
}
