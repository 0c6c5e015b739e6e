import { useEffect, useState } from 'react';
import type { MachineEntry } from './machine-entry.js';
import type { SftpClient } from './sftp-client.js';

export type FolderState =
  | { readonly is: 'reading' }
  | { readonly is: 'read'; readonly entries: readonly MachineEntry[]; readonly isWhole: boolean }
  | { readonly is: 'failed'; readonly error: unknown };

/** What stands in a folder of the machine. Read again when `turn` changes; an answer that comes late is not shown. */
export function useFolder(client: SftpClient | null, folder: string | null, turn: number): FolderState {
  const [state, setState] = useState<FolderState>({ is: 'reading' });
  useEffect(() => {
    if (!client || folder === null) return;
    let isLate = false;
    client.list(folder).then(
      ({ entries, isWhole }) => isLate || setState({ is: 'read', entries, isWhole }),
      (error: unknown) => isLate || setState({ is: 'failed', error }),
    );
    return () => {
      isLate = true;
    };
  }, [client, folder, turn]);
  return state;
}
