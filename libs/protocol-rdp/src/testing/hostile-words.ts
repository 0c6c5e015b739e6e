import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { shareControlTypes, writeShareControl } from '../wire/share/share-control.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import { writeFastPathUpdate } from '../wire/updates/write-fast-path-update.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';

/** The channel of xrdp's screen. */
const screen = 1003;
const hugeBitmap = Buffer.alloc(26);
[1, 1, 0, 0, 65_535, 65_535, 65_535, 65_535, 32, 1, 4, 0, 0].forEach((number, index) =>
  hugeBitmap.writeUInt16LE(number, index * 2),
);

/** What no target may say, each of it the end of a session: to be said through a `HostileRelay` before xrdp. */
export const hostileWords = {
  /** Its clients are sent to another server (MS-RDPBCGR section 2.2.13.3.1). */
  redirection: [
    writeDataTpdu(
      writeDomainPdu({
        ...{ kind: 'send-data-indication', userId: 1002, channelId: screen },
        data: writeShareControl({
          ...{ type: shareControlTypes.redirection, source: 1002, body: Buffer.alloc(64) },
        }),
      }),
    ),
  ],
  /** A bitmap of 65535 pixels each way. */
  hugeBitmap: writeFastPathUpdate({ code: updateCodes.bitmap, data: hugeBitmap }),
  noFrame: [Buffer.from([3, 0, 0, 3])],
} as const;
