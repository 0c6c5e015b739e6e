import { RecordingFrame } from '@gatehouse/contracts';
import { parseScreenUpdate, ScreenPicture } from '@gatehouse/screen';
import type { PersonAtWork } from '../../world/person-at-work.js';
import type { Plant } from '../../world/plant.js';
import { untilSealed } from '../../world/recorded-streams.js';
import { figure } from '../figure.js';
import type { MeasuredFigure } from '../figure.js';
import type { DesktopKind } from './desktop-kind.js';
import type { Seat } from './seat.js';

/**
 * Ends the session of a desktop that stands still, and compares what its viewer shows with the last picture of the sealed
 * recording.
 */
export async function unrecordedPixels(
  { group }: Pick<DesktopKind, 'group'>,
  plant: Plant,
  seat: Seat,
  scene = 'typing',
): Promise<MeasuredFigure> {
  const { viewer, session } = seat;
  viewer.close();
  const { recording } = await untilSealed(plant.auditor, session.id);
  const last = await pictureAt(plant.auditor, String(recording?.id), recording?.durationMs ?? 0);
  const shown = viewer.pixels;
  let different = 0;
  if (last.width !== viewer.width || last.height !== viewer.height) different = shown.length;
  else
    for (let at = 0; at < shown.length; at += 1)
      for (let part = 0; part < 3; part += 1)
        if (last.pixels[at * 4 + part] !== (((shown[at] ?? 0) >>> (part * 8)) & 0xff)) {
          different += 1;
          break;
        }
  return figure('invariant', {
    group,
    id: `${group}-unrecorded-pixels-${scene}`,
    what: `pixels that the viewer shows at the end and the sealed recording does not, ${scene} screen`,
    unit: 'pixels',
    value: different,
    goal: '= 0',
    rounds: 1,
    reference: `${viewer.width}x${viewer.height}, ${viewer.updates} updates drawn`,
  });
}

/** What a sealed recording shows at one moment, composed by the API as for the player. */
export async function pictureAt(
  auditor: PersonAtWork,
  recordingId: string,
  atMs: number,
): Promise<ScreenPicture> {
  const range = `fromMs=${atMs}&untilMs=${atMs + 1}&composed=true`;
  const { text } = await auditor.api.mustSend('GET', `/api/recordings/${recordingId}/frames?${range}`);
  const picture = new ScreenPicture();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const { kind, data } = RecordingFrame.parse(JSON.parse(line));
    if (kind === 'screen-update') picture.apply(parseScreenUpdate(Buffer.from(data ?? '', 'base64')));
  }
  return picture;
}
