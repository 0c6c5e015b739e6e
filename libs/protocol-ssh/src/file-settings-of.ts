import { SessionOver } from '@gatehouse/session/plugin';
import type { SessionControl, SessionTap } from '@gatehouse/session/plugin';
import type { FileSettings } from './files/file-settings.js';

/** Refusals of one channel that stand in the audit trail too; all of them are on record. */
const mostAudited = 20;

/** What the policy and the recording have to say to an inspector of files; the rights depend on the channel. */
export function fileSettingsOf(
  { files }: SessionControl,
  tap: SessionTap,
): Pick<FileSettings, 'limits' | 'keepContents' | 'record'> {
  const { mostFileMebibytes, refusedEndings, keepContents } = files;
  const mostFileBytes = mostFileMebibytes === null ? null : mostFileMebibytes * 2 ** 20;
  let audited = 0;
  return {
    limits: { mostFileBytes, refusedEndings },
    keepContents,
    record: (event) => {
      if (event.kind !== 'mark' || event.name !== 'file.refused' || audited >= mostAudited)
        return tap.record(event);
      audited += 1;
      // Without the control process the refusal stands in the recording alone, and goes on to be one.
      return tap.note({ kind: event.name, data: event.data }).catch((error: unknown) => {
        if (error instanceof SessionOver) throw error;
      });
    },
  };
}
