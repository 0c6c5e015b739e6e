import { text } from '../../text/en.js';
import { clock } from '../../text/plant-time.js';
import { bytes } from '../../text/spans.js';
import { IconDownload, IconFolder, IconFolderUp, IconRefresh, IconX } from '../../ui/icons.js';
import { LoadingRows } from '../../ui/list-of.js';
import { Note } from '../../ui/note.js';
import { SignWord } from '../../ui/sign-word.js';
import { folderAbove, joinPath } from './join-path.js';
import { type MachineEntry, shownName } from './machine-entry.js';
import { FileRefused } from './sftp-client.js';
import type { SftpClient } from './sftp-client.js';
import { type DownloadState, useDownloads } from './use-downloads.js';
import { useFolder } from './use-folder.js';

/** What stands in a folder of the machine; files can be got, folders walked into. */
export function FileList(props: {
  client: SftpClient | null;
  folder: string | null;
  /** False: files are shown, and not got. */
  mayGet: boolean;
  /** Another number reads the folder again. */
  turn: number;
  zone: string;
  onFolder: (folder: string) => void;
  onReadAgain: () => void;
}) {
  const { client, folder, mayGet, turn, zone, onFolder, onReadAgain } = props;
  const state = useFolder(client, folder, turn);
  const downloads = useDownloads(client);
  const above = folder === null ? null : folderAbove(folder);
  return (
    <section aria-label={text.files.fromMachine}>
      <h2>{text.files.fromMachine}</h2>
      <div className="file-path">
        <button
          type="button"
          className="btn sm"
          aria-label={text.files.up}
          disabled={above === null}
          onClick={() => above !== null && onFolder(above)}
        >
          <IconFolderUp className="i" aria-hidden="true" />
        </button>
        <span className="mono">{folder === null ? text.files.opening : shownName(folder)}</span>
        <button
          type="button"
          className="btn sm"
          aria-label={text.files.readAgain}
          disabled={folder === null}
          onClick={onReadAgain}
        >
          <IconRefresh className="i" aria-hidden="true" />
        </button>
      </div>
      {!mayGet && <p className="hint file-note">{text.files.notOutPart}</p>}
      {state.is === 'reading' && <LoadingRows rows={3} />}
      {state.is === 'failed' && (
        <Note kind="stop">
          {state.error instanceof FileRefused ? shownName(state.error.words) : text.files.closed}
        </Note>
      )}
      {state.is === 'read' && folder !== null && (
        <>
          {state.entries.length === 0 && <p className="hint file-note">{text.files.empty}</p>}
          <ul className="file-rows">
            {state.entries.map((entry, index) => (
              <EntryRow
                key={entry.name ?? index}
                entry={entry}
                download={
                  entry.name === null ? undefined : downloads.states.get(joinPath(folder, entry.name))
                }
                mayGet={mayGet}
                zone={zone}
                onOpen={(name) => onFolder(joinPath(folder, name))}
                onGet={(name) => void downloads.get(folder, name, entry.sizeBytes)}
                onStop={(name) => downloads.stop(joinPath(folder, name))}
              />
            ))}
          </ul>
          {!state.isWhole && <p className="hint file-note">{text.files.onlyFirst(state.entries.length)}</p>}
        </>
      )}
    </section>
  );
}

function EntryRow(props: {
  entry: MachineEntry;
  download: DownloadState | undefined;
  mayGet: boolean;
  zone: string;
  onOpen: (name: string) => void;
  onGet: (name: string) => void;
  onStop: (name: string) => void;
}) {
  const { entry, download, mayGet, zone, onOpen, onGet, onStop } = props;
  const { name, shownName: shown, kind, sizeBytes } = entry;
  return (
    <li>
      <div className="file-n">
        {kind === 'folder' && name !== null ? (
          <button
            type="button"
            className="file-open"
            aria-label={text.files.open(shown)}
            onClick={() => onOpen(name)}
          >
            <IconFolder className="i" aria-hidden="true" /> {shown}
          </button>
        ) : (
          <span>{shown}</span>
        )}
        {kind === 'file' && (
          <span className="file-get">
            {sizeBytes !== null && bytes(sizeBytes)}
            {mayGet && name !== null && download?.is !== 'getting' && (
              <button
                type="button"
                className="btn sm"
                aria-label={text.files.get(shown)}
                onClick={() => onGet(name)}
              >
                <IconDownload className="i" aria-hidden="true" />
              </button>
            )}
            {name !== null && download?.is === 'getting' && (
              <button
                type="button"
                className="btn sm"
                aria-label={text.files.stopGetting(shown)}
                onClick={() => onStop(name)}
              >
                <IconX className="i" aria-hidden="true" />
              </button>
            )}
          </span>
        )}
      </div>
      {name === null && <span className="hint">{text.files.oddName}</span>}
      {download && <DownloadSign state={download} zone={zone} />}
      {download?.is === 'getting' && <progress max={100} value={download.percent} aria-label={shown} />}
    </li>
  );
}

function DownloadSign({ state, zone }: { state: DownloadState; zone: string }) {
  switch (state.is) {
    case 'getting':
      return <SignWord kind="off">{text.files.getting(state.percent)}</SignWord>;
    case 'got':
      return <SignWord kind="safe">{text.files.got(clock(state.at, zone))}</SignWord>;
    case 'broken':
      return <SignWord kind="stop">{text.files.gettingBroke}</SignWord>;
    case 'refused':
      return (
        <>
          <SignWord kind="stop">{text.files.notGot}</SignWord>
          <span className="hint">{shownName(state.words)}</span>
        </>
      );
  }
}
