import { useEffect, useRef, useState } from 'react';
import { joinPath } from './join-path.js';
import { codes } from './wire-fields.js';
import { FileRefused } from './sftp-client.js';
import type { SftpClient } from './sftp-client.js';

export type UploadState =
  | { readonly is: 'waiting' | 'too-large' | 'there-already' | 'stopped' | 'broken' }
  | { readonly is: 'sending'; readonly percent: number }
  | { readonly is: 'arrived'; readonly at: number }
  | { readonly is: 'refused'; readonly words: string };

export interface Upload {
  readonly id: number;
  readonly file: File;
  readonly folder: string;
  readonly replaces: boolean;
  readonly state: UploadState;
}

/** Files on their way to the machine, one after the other. What became of each stays listed, newest first. */
export function useUploads(client: SftpClient | null, mostFileBytes: number | null, onArrived: () => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const numbers = useRef(0);
  const stops = useRef(new Map<number, AbortController>());
  const arrived = useRef(onArrived);
  useEffect(() => {
    arrived.current = onArrived;
  });

  const set = (id: number, state: UploadState) =>
    setUploads((before) => before.map((each) => (each.id === id ? { ...each, state } : each)));

  const add = (files: readonly File[], folder: string) =>
    setUploads((before) => [
      ...files
        .map((file): Upload => {
          const isTooLarge = mostFileBytes !== null && file.size > mostFileBytes;
          const state = { is: isTooLarge ? 'too-large' : 'waiting' } as const;
          return { id: (numbers.current += 1), file, folder, replaces: false, state };
        })
        .reverse(),
      ...before,
    ]);

  const replace = (id: number) =>
    setUploads((before) =>
      before.map((each) =>
        each.id === id ? { ...each, replaces: true, state: { is: 'waiting' as const } } : each,
      ),
    );

  const stop = (id: number) => {
    const running = stops.current.get(id);
    if (running) running.abort();
    else set(id, { is: 'stopped' });
  };

  const isBusy = uploads.some((each) => each.state.is === 'sending');
  const next = isBusy ? undefined : uploads.findLast((each) => each.state.is === 'waiting');
  useEffect(() => {
    if (!client || !next || stops.current.has(next.id)) return;
    const stopping = new AbortController();
    stops.current.set(next.id, stopping);
    void send(client, next, stopping.signal, (percent) => set(next.id, { is: 'sending', percent })).then(
      (state) => {
        stops.current.delete(next.id);
        set(next.id, state);
        if (state.is === 'arrived') arrived.current();
      },
    );
    set(next.id, { is: 'sending', percent: 0 });
  }, [client, next]);

  return { uploads, add, replace, stop };
}

async function send(
  client: SftpClient,
  { file, folder, replaces }: Upload,
  signal: AbortSignal,
  onPercent: (percent: number) => void,
): Promise<UploadState> {
  const path = joinPath(folder, file.name);
  let shown = 0;
  const onProgress = (bytes: number) => {
    const percent = Math.floor((100 * bytes) / Math.max(1, file.size));
    if (percent > shown) onPercent((shown = percent));
  };
  try {
    await client.upload(file, path, { replaces, signal, onProgress });
    return { is: 'arrived', at: Date.now() };
  } catch (error) {
    if (signal.aborted) return { is: 'stopped' };
    if (!(error instanceof FileRefused)) return { is: 'broken' };
    // SFTP version 3 has no word for a file that is there already.
    const isThere =
      error.code === codes.failure && !replaces && (await client.exists(path).catch(() => false));
    return isThere ? { is: 'there-already' } : { is: 'refused', words: error.words };
  }
}
