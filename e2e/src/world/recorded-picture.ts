import { RecordingFrame } from '@gatehouse/contracts';
import { parseScreenUpdate, ScreenPicture } from '@gatehouse/screen';
import type { Picture } from '../screens/read-png.js';
import type { PersonAtWork } from './person-at-work.js';

/** What the recording holds of the screen at this time, the whole millisecond included, without the pointer. */
export async function composedAt(auditor: PersonAtWork, recordingId: string, atMs: number): Promise<Picture> {
  const picture = new ScreenPicture();
  for (const { kind, data, isState } of await framesOf(
    auditor,
    recordingId,
    `composed=true&fromMs=${Math.ceil(atMs)}`,
  ))
    if (kind === 'screen-update' && isState === true)
      picture.apply(parseScreenUpdate(Buffer.from(data ?? '', 'base64')));
  const { width, height, pixels } = picture;
  return { width, height, rgb: Buffer.from(pixels.filter((_, at) => at % 4 !== 3)) };
}

/** What a recording holds, in order. */
export async function framesOf(
  auditor: PersonAtWork,
  recordingId: string,
  query = 'fromMs=0',
): Promise<RecordingFrame[]> {
  const { text } = await auditor.api.mustSend('GET', `/api/recordings/${recordingId}/frames?${query}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RecordingFrame.parse(JSON.parse(line)));
}
