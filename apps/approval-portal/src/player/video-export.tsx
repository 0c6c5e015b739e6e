import { VideoForm } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { fetchVideo, videoProgressQuery } from '../api/recordings.js';
import { saveBlob } from '../save-blob.js';
import { text } from '../text/en.js';
import { IconVideo, IconX } from '../ui/icons.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Segmented } from '../ui/segmented.js';

/** The whole recording as a video: a copy for people, said to be one. Made while it is fetched; leaving the page stops it. */
export function VideoExport({ recordingId }: { recordingId: string }) {
  const [form, setForm] = useState<VideoForm>('mp4');
  const [isMaking, setMaking] = useState(false);
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const making = useRef<AbortController | null>(null);
  useEffect(() => () => making.current?.abort(), []);
  const progress = useQuery({ ...videoProgressQuery(recordingId), enabled: isMaking }).data;
  const make = async () => {
    const own = new AbortController();
    making.current = own;
    setMaking(true);
    setDone(false);
    setError(null);
    try {
      saveBlob(await fetchVideo(recordingId, form, own.signal), text.desktop.videoName(recordingId, form));
      setDone(true);
    } catch (caught) {
      if (!own.signal.aborted) setError(caught);
    } finally {
      setMaking(false);
    }
  };
  const share = progress && progress.durationMs > 0 ? progress.doneMs / progress.durationMs : null;
  return (
    <div className="video">
      <Segmented
        label={text.desktop.video}
        value={form}
        onChange={setForm}
        segments={VideoForm.options.map((value) => ({ value, label: text.desktop.videoForms[value] }))}
      />
      {isMaking ? (
        <>
          <progress aria-label={text.desktop.videoMaking} {...(share === null ? {} : { value: share })} />
          <button type="button" className="btn" onClick={() => making.current?.abort()}>
            <IconX className="i" /> {text.desktop.videoStop}
          </button>
        </>
      ) : (
        <button type="button" className="btn" onClick={() => void make()}>
          <IconVideo className="i" /> {text.desktop.videoMake}
        </button>
      )}
      <p className="hint" role="status">
        {isMaking
          ? share === null
            ? text.desktop.videoMaking
            : text.desktop.videoShare(Math.floor(share * 100))
          : isDone
            ? text.desktop.videoDone
            : text.desktop.videoDerived}
      </p>
      <ProblemNote error={error} />
    </div>
  );
}
