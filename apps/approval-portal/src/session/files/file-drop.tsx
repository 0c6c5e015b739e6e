import { type DragEvent, useRef, useState } from 'react';
import { text } from '../../text/en.js';
import { clock } from '../../text/plant-time.js';
import { bytes } from '../../text/spans.js';
import { IconFileUpload } from '../../ui/icons.js';
import { SignWord } from '../../ui/sign-word.js';
import { shownName } from './machine-entry.js';
import type { SftpClient } from './sftp-client.js';
import { type Upload, useUploads } from './use-uploads.js';

/** Where files are dropped for the machine. What became of each stays listed. */
export function FileDrop(props: {
  client: SftpClient | null;
  /** Where they go; null while it is not known. */
  folder: string | null;
  mostFileBytes: number | null;
  zone: string;
  onArrived: () => void;
}) {
  const { client, folder, mostFileBytes, zone, onArrived } = props;
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { uploads, add, replace, stop } = useUploads(client, mostFileBytes, onArrived);
  const isReady = client !== null && folder !== null;
  const take = (files: FileList | null) => {
    if (isReady && files) add([...files], folder);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <section aria-label={text.files.toMachine}>
      <h2>{text.files.toMachine}</h2>
      <div
        className={isOver ? 'file-zone over' : 'file-zone'}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(isReady);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <IconFileUpload className="i" aria-hidden="true" />
        <b>{text.files.drop}</b>
        <button type="button" className="btn sm" disabled={!isReady} onClick={() => input.current?.click()}>
          {text.files.choose}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
        <span className="hint">
          {mostFileBytes !== null && <>{text.files.upTo(bytes(mostFileBytes))} </>}
          {folder !== null && text.files.into(shownName(folder))}
        </span>
      </div>
      <ul className="file-rows" aria-live="polite">
        {uploads.map((upload) => (
          <UploadRow
            key={upload.id}
            upload={upload}
            zone={zone}
            onReplace={() => replace(upload.id)}
            onStop={() => stop(upload.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function UploadRow(props: { upload: Upload; zone: string; onReplace: () => void; onStop: () => void }) {
  const { upload, zone, onReplace, onStop } = props;
  const { state } = upload;
  const name = shownName(upload.file.name);
  const isUnderWay = state.is === 'sending' || state.is === 'waiting';
  return (
    <li>
      <div className="file-n">
        <span>{name}</span>
        <span>{bytes(upload.file.size)}</span>
      </div>
      <div className="file-s">
        <UploadSign upload={upload} zone={zone} />
        {isUnderWay && (
          <button type="button" className="btn sm" aria-label={text.files.stopWhat(name)} onClick={onStop}>
            {text.files.stop}
          </button>
        )}
        {state.is === 'there-already' && (
          <button
            type="button"
            className="btn sm"
            aria-label={text.files.replaceWhat(name)}
            onClick={onReplace}
          >
            {text.files.replace}
          </button>
        )}
      </div>
      {state.is === 'sending' && <progress max={100} value={state.percent} aria-label={name} />}
      {state.is === 'arrived' && (
        <span className="hint">{text.files.inFolder(shownName(upload.folder))}</span>
      )}
      {state.is === 'refused' && <span className="hint">{shownName(state.words)}</span>}
    </li>
  );
}

function UploadSign({ upload: { state }, zone }: { upload: Upload; zone: string }) {
  switch (state.is) {
    case 'waiting':
      return <SignWord kind="off">{text.files.waiting}</SignWord>;
    case 'sending':
      return <SignWord kind="off">{text.files.sending(state.percent)}</SignWord>;
    case 'arrived':
      return <SignWord kind="safe">{text.files.arrived(clock(state.at, zone))}</SignWord>;
    case 'there-already':
      return <SignWord kind="must">{text.files.thereAlready}</SignWord>;
    case 'too-large':
      return <SignWord kind="stop">{text.files.tooLarge}</SignWord>;
    case 'refused':
      return <SignWord kind="stop">{text.files.refused}</SignWord>;
    case 'stopped':
      return <SignWord kind="off">{text.files.stopped}</SignWord>;
    case 'broken':
      return <SignWord kind="stop">{text.files.broken}</SignWord>;
  }
}
