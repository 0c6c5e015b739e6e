import type { SessionControl, SessionTap } from '@gatehouse/session/plugin';
import type { FileSettings } from './files/file-settings.js';

/** What the policy and the recording have to say to an inspector of files; the rights depend on the channel. */
export function fileSettingsOf(
  { files }: SessionControl,
  tap: SessionTap,
): Pick<FileSettings, 'limits' | 'keepContents' | 'record'> {
  const { mostFileMebibytes, refusedEndings, keepContents } = files;
  const mostFileBytes = mostFileMebibytes === null ? null : mostFileMebibytes * 2 ** 20;
  return {
    limits: { mostFileBytes, refusedEndings },
    keepContents,
    record: (event) => tap.record(event),
  };
}
