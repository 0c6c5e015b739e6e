import { joinDomain } from '../../client/join-domain.js';
import { SessionChannels } from '../../client/session-channels.js';
import { TargetGone } from '../../client/target-gone.js';
import { TargetPicture } from '../../client/target-picture.js';
import { readDemandActive } from '../../wire/capabilities/demand-active.js';
import { readBitmapCapability } from '../../wire/capabilities/bitmap-capability.js';
import { capabilityTypes } from '../../wire/capabilities/capability-set.js';
import { readShareControls, shareControlTypes } from '../../wire/share/share-control.js';
import { readShareData, shareDataTypes } from '../../wire/share/share-data.js';
import { FastPathUpdates } from '../../wire/updates/fast-path-updates.js';
import type { GraphicsUpdate } from '../../wire/updates/graphics-update.js';
import { readSlowPathPointer, readSlowPathUpdate } from '../../wire/updates/slow-path-updates.js';
import { playedTarget } from './played-target.js';
import type { TargetTrace } from './target-trace.js';

/** How many of each kind a target said, by the parsers of the session: `update 1`, `control 1`, `data 31`, by their numbers in MS-RDPBCGR. */
export interface PduCount {
  readonly kinds: Readonly<Record<string, number>>;
  /** Updates, and PDUs on channels, that mean nothing here. */
  readonly unknown: number;
}

/** @throws MalformedPdu, what joining throws. */
export async function countPdus({ entries, wish }: TargetTrace): Promise<PduCount> {
  const { target, wire } = playedTarget();
  for (const entry of entries) if (Buffer.isBuffer(entry)) target.push(entry);
  target.push(null);
  const channels = new SessionChannels(wire, await joinDomain(wire, wish));
  const updates = new FastPathUpdates();
  const picture = new TargetPicture();
  const kinds: Record<string, number> = {};
  let others = 0;
  let hasShare = false;
  const count = (kind: string): void => void (kinds[kind] = (kinds[kind] ?? 0) + 1);
  const draw = (update: GraphicsUpdate): void => {
    count(`update ${update.code}`);
    picture.take(update);
  };
  const takeIo = (data: Buffer): void => {
    // Licensing has headers of its own, and is over when the first share begins.
    if (!hasShare && data.readUInt16LE(0) !== data.length) return count('licensing');
    for (const { type, body } of readShareControls(data)) {
      count(`control ${type}`);
      if (type === shareControlTypes.demandActive) {
        hasShare = true;
        const { capabilities } = readDemandActive(body);
        const bitmap = capabilities.find((each) => each.type === capabilityTypes.bitmap);
        if (bitmap) {
          const { width, height } = readBitmapCapability(bitmap.body);
          picture.begin(width, height);
        }
      }
      if (type !== shareControlTypes.data) continue;
      const share = readShareData(body);
      count(`data ${share.type}`);
      if (share.type === shareDataTypes.update) draw(readSlowPathUpdate(share.body));
      if (share.type === shareDataTypes.pointer) draw(readSlowPathPointer(share.body));
    }
  };
  try {
    for (;;) {
      const pdu = await channels.next();
      if (pdu.kind === 'io') takeIo(pdu.data);
      else if (pdu.kind === 'fast-path')
        for (const update of updates.take(pdu.header, pdu.payload)) draw(update);
      else if (pdu.kind === 'other') others += 1;
      else count(pdu.kind);
    }
  } catch (error) {
    if (!(error instanceof TargetGone)) throw error;
    return { kinds, unknown: picture.ignored + others };
  } finally {
    wire.cut();
  }
}
