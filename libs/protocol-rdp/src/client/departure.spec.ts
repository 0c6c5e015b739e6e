import type { Departure } from '@gatehouse/session/plugin';
import { HostileRelay } from '../testing/hostile-relay.js';
import { eventually } from '../testing/eventually.js';
import { endpointFor } from '../testing/rdp-endpoint.js';
import { startXrdp } from '../testing/start-xrdp.js';
import type { RunningXrdp } from '../testing/start-xrdp.js';
import { TestViewer } from '../testing/test-viewer.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { writeErrorInfo } from '../wire/share/error-info.js';
import { shareDataTypes, writeShareData } from '../wire/share/share-data.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';

jest.setTimeout(120_000);

const data = (type: number, body: Buffer): Buffer =>
  writeDataTpdu(
    writeDomainPdu({
      ...({ kind: 'send-data-indication', userId: 1002, channelId: 1003 } as const),
      data: writeShareData(1002, { shareId: 1, type, body }),
    }),
  );
const denied = data(shareDataTypes.shutdownDenied, Buffer.alloc(0));
const says = (errorInfo: number): Buffer => data(shareDataTypes.setErrorInfo, writeErrorInfo(errorInfo));
const ultimatum = (reason: number): Buffer =>
  writeDataTpdu(writeDomainPdu({ kind: 'disconnect-provider-ultimatum', reason }));

/** What the target says, and how it was left then. */
const words: ReadonlyArray<readonly [string, readonly Buffer[], Departure]> = [
  ['says that the account was logged off', [says(0xc), ultimatum(1)], 'logged-off'],
  ['ends as when its user asks for it', [ultimatum(3)], 'logged-off'],
  ['ends as when it disconnects', [ultimatum(1)], 'disconnected'],
  ['says that another connection took over', [says(5), ultimatum(3)], 'disconnected'],
  ['names a limit of time', [says(3), ultimatum(3)], 'not-known'],
  ['says what nobody can read', [Buffer.from([3, 0, 0, 3])], 'not-known'],
];

describe('how a target was left', () => {
  let xrdp: RunningXrdp;
  let relay: HostileRelay;
  let viewer: TestViewer;
  beforeAll(async () => {
    xrdp = await startXrdp({ backend: 'Xvnc' });
    relay = await HostileRelay.start(xrdp);
  });
  beforeEach(async () => {
    viewer = await TestViewer.open(endpointFor({ ...xrdp, port: relay.port, pinned: xrdp.certificate.der }));
  });
  afterEach(async () => {
    await viewer.upstream.close();
    relay.spoil = (piece) => piece;
  });
  afterAll(async () => {
    await relay?.stop();
    await xrdp?.stop();
  });

  /** The target's answer to the wish to leave is this, whatever it was. */
  const leaveWith = async (...answer: readonly Buffer[]): Promise<Departure | undefined> => {
    const closed = viewer.upstream.close();
    relay.spoil = () => Buffer.concat(answer);
    await closed;
    return viewer.upstream.departure;
  };

  it.each(words.slice(0, 3))('when it %s on its own', async (_name, said, word) => {
    relay.say(...said);
    await eventually(() => viewer.outcome !== null);
    await viewer.upstream.close();
    expect(viewer.upstream.departure).toBe(word);
  });

  it.each(words)('when it is asked, and %s', async (_name, said, word) => {
    expect(await leaveWith(...said)).toBe(word);
  });

  it('is disconnected when it denies to log off', async () => {
    expect(await leaveWith(denied)).toBe('disconnected');
  });

  it('is not known when it does not answer, which it is not waited for', async () => {
    expect(await leaveWith()).toBe('not-known');
  });

  it('is not known when the link is lost, also after a word that nobody asked for', async () => {
    relay.say(denied);
    relay.cut();
    await eventually(() => viewer.outcome !== null);
    await viewer.upstream.close();
    expect(viewer.upstream.departure).toBe('not-known');
  });

  it('takes no keys and no clicks in once it is being left', async () => {
    const closed = viewer.upstream.close();
    viewer.type('late');
    viewer.click(20, 20);
    await closed;
    await eventually(() => kindsOf(relay.heard).includes('fast-path'));
    // The lock keys of the beginning, and nothing else.
    expect(kindsOf(relay.heard).filter((kind) => kind === 'fast-path')).toHaveLength(1);
  });
});

/** Frames as a client sends them (MS-RDPBCGR section 5.3.8): the two low bits of the first byte tell them apart. */
function kindsOf(pieces: readonly Buffer[]): string[] {
  const bytes = Buffer.concat(pieces);
  const kinds: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const isTpkt = (bytes.readUInt8(at) & 3) === 3;
    kinds.push(isTpkt ? 'tpkt' : 'fast-path');
    const short = bytes.readUInt8(at + 1);
    if (isTpkt) at += bytes.readUInt16BE(at + 2);
    else at += short < 0x80 ? short : bytes.readUInt16BE(at + 1) & 0x7fff;
  }
  return kinds;
}
