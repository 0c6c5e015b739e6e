import { useRef, useState } from 'react';
import { joinPath } from './join-path.js';
import { saveBlob } from '../../save-blob.js';
import { FileRefused } from './sftp-client.js';
import type { SftpClient } from './sftp-client.js';

export type DownloadState =
  | { readonly is: 'getting'; readonly percent: number }
  | { readonly is: 'got'; readonly at: number }
  | { readonly is: 'refused'; readonly words: string }
  | { readonly is: 'broken' };

/** Files on their way from the machine, by path. A browser keeps a whole file before it saves it. */
export function useDownloads(client: SftpClient | null) {
  const [states, setStates] = useState<ReadonlyMap<string, DownloadState>>(new Map());
  const stops = useRef(new Map<string, AbortController>());
  const set = (path: string, state: DownloadState | null) =>
    setStates((before) => {
      const after = new Map(before);
      if (state) after.set(path, state);
      else after.delete(path);
      return after;
    });

  const get = async (folder: string, name: string, sizeBytes: number | null) => {
    const path = joinPath(folder, name);
    if (!client || stops.current.has(path)) return;
    const stopping = new AbortController();
    stops.current.set(path, stopping);
    set(path, { is: 'getting', percent: 0 });
    let shown = 0;
    try {
      const blob = await client.download(path, {
        signal: stopping.signal,
        onProgress: (bytes) => {
          const percent = Math.min(99, Math.floor((100 * bytes) / Math.max(1, sizeBytes ?? 0)));
          if (percent > shown) set(path, { is: 'getting', percent: (shown = percent) });
        },
      });
      saveBlob(blob, name);
      set(path, { is: 'got', at: Date.now() });
    } catch (error) {
      if (stopping.signal.aborted) set(path, null);
      else if (error instanceof FileRefused) set(path, { is: 'refused', words: error.words });
      else set(path, { is: 'broken' });
    } finally {
      stops.current.delete(path);
    }
  };

  return { states, get, stop: (path: string) => stops.current.get(path)?.abort() };
}
