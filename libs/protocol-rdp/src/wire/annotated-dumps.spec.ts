import { capabilityTypes } from './capabilities/capability-set.js';
import { readBitmapCapability } from './capabilities/bitmap-capability.js';
import { readClientAbilities } from './capabilities/client-abilities.js';
import { readConfirmActive } from './capabilities/confirm-active.js';
import { readDemandActive } from './capabilities/demand-active.js';
import { readGeneralCapability } from './capabilities/general-capability.js';
import { PduFramer } from './framing/pdu-framer.js';
import { readClientData } from './gcc/client-data.js';
import { readConferenceCreateRequest, readConferenceCreateResponse } from './gcc/conference-create.js';
import { readServerData } from './gcc/server-data.js';
import { clientInfoFlags, readClientInfo } from './info/client-info.js';
import { readLicenceAlert } from './licensing/licence-alert.js';
import { licenceMessages, readLicenceMessage } from './licensing/licence-message.js';
import { readConnectInitial } from './mcs/connect-initial.js';
import { readConnectResponse } from './mcs/connect-response.js';
import { readDomainPdu } from './mcs/domain-pdu.js';
import type { DomainPdu } from './mcs/domain-pdu.js';
import { writeDomainPdu } from './mcs/write-domain-pdu.js';
import { readControl, writeControl } from './share/control.js';
import { securityFlags, writeSecurityHeader } from './share/security-header.js';
import { readShareControls, shareControlTypes } from './share/share-control.js';
import { readShareData, shareDataTypes, writeShareData } from './share/share-data.js';
import { readSynchronize, writeSynchronize } from './share/synchronize.js';
import { annotatedDumps } from './testing/annotated-dumps.js';
import { readConnectionConfirm, writeConnectionConfirm } from './x224/connection-confirm.js';
import { readConnectionRequest, writeConnectionRequest } from './x224/connection-request.js';
import { readDataTpdu, writeDataTpdu } from './x224/data-tpdu.js';
import { securityProtocols } from './x224/security-protocols.js';

/** What the TPKT holds that is all of these bytes. */
function tpduOf(bytes: Buffer): Buffer {
  const framer = new PduFramer();
  framer.push(bytes);
  const frame = framer.next();
  if (frame?.kind !== 'tpkt' || framer.waiting > 0) throw new Error('not one TPKT');
  return frame.payload;
}

describe('the annotated dumps of MS-RDPBCGR section 4', () => {
  it('4.1.1 a connection request with a cookie is read and written', () => {
    const request = { cookie: 'eltons', routingToken: null, protocols: securityProtocols.rdp, flags: 0 };
    expect(readConnectionRequest(tpduOf(annotatedDumps.connectionRequest))).toEqual(request);
    expect(writeConnectionRequest(request)).toEqual(annotatedDumps.connectionRequest);
  });

  it('4.1.2 a connection confirm is read and written', () => {
    const confirm = { kind: 'agreed', protocol: securityProtocols.rdp, flags: 0 } as const;
    expect(readConnectionConfirm(tpduOf(annotatedDumps.connectionConfirm))).toEqual(confirm);
    expect(writeConnectionConfirm(confirm)).toEqual(annotatedDumps.connectionConfirm);
  });

  it('4.1.3 a connect initial is read down to its channels', () => {
    const initial = readConnectInitial(readDataTpdu(tpduOf(annotatedDumps.connectInitial)));
    expect(readClientData(readConferenceCreateRequest(initial))).toEqual({
      core: {
        ...{ version: 0x00080004, width: 1280, height: 1024, keyboardLayout: 0x409, clientBuild: 3790 },
        ...{ clientName: 'ELTONS-DEV2', keyboardType: 4, keyboardSubtype: 0, functionKeys: 12 },
        ...{ postBeta2ColourDepth: 0xca01, highColourDepth: 24, supportedColourDepths: 7 },
        ...{ earlyCapabilityFlags: 1, connectionType: 0, serverSelectedProtocol: 0 },
      },
      encryptionMethods: 0x1b,
      channels: [
        { name: 'rdpdr', options: 0x80800000 },
        { name: 'cliprdr', options: 0xc0a00000 },
        { name: 'rdpsnd', options: 0xc0000000 },
      ],
      cluster: { flags: 0x0d, redirectedSessionId: 0 },
      isMessageChannelAsked: false,
    });
  });

  it('4.1.4 a connect response is read down to its channels', () => {
    const response = readConnectResponse(readDataTpdu(tpduOf(annotatedDumps.connectResponse)));
    expect(response.result).toBe(0);
    expect(readServerData(readConferenceCreateResponse(response.userData))).toEqual({
      ...{ version: 0x00080004, clientRequestedProtocols: 0, earlyCapabilityFlags: 0 },
      ...{ encryptionMethod: 2, encryptionLevel: 2 },
      ...{ ioChannelId: 1003, channelIds: [1004, 1005, 1006], messageChannelId: null },
    });
  });

  it.each<[keyof typeof annotatedDumps, DomainPdu]>([
    ['erectDomain', { kind: 'erect-domain' }],
    ['attachUserRequest', { kind: 'attach-user-request' }],
    ['attachUserConfirm', { kind: 'attach-user-confirm', result: 0, userId: 1007 }],
    ['channelJoinRequest', { kind: 'channel-join-request', userId: 1007, channelId: 1007 }],
    ['channelJoinConfirm', { kind: 'channel-join-confirm', result: 0, userId: 1007, channelId: 1007 }],
  ])('4.1.5 to 4.1.8 %s is read and written', (name, pdu) => {
    expect(readDomainPdu(readDataTpdu(tpduOf(annotatedDumps[name])))).toEqual(pdu);
    const written = writeDataTpdu(writeDomainPdu(pdu));
    // Two bytes that the standard lets a client choose.
    if (pdu.kind !== 'erect-domain') expect(written).toEqual(annotatedDumps[name]);
    else expect(written).toHaveLength(annotatedDumps[name].length);
  });

  it('4.1.10 a client info is read', () => {
    const info = readClientInfo(writeSecurityHeader(securityFlags.info, annotatedDumps.clientInfo));
    expect(info).toEqual({
      flags: 0x43b3,
      ...{ domain: 'NTDEV', user: 'eltons', password: '', alternateShell: '', workingDirectory: '' },
      ...{ clientAddress: '157.59.242.156', performanceFlags: 1 },
    });
    expect(info.flags & clientInfoFlags.compression).toBeTruthy();
  });

  it('4.1.11 a client that needs no licence goes on', () => {
    const message = readLicenceMessage(
      writeSecurityHeader(securityFlags.licence, annotatedDumps.licenceValid),
    );
    expect(message.type).toBe(licenceMessages.errorAlert);
    expect(readLicenceAlert(message.body)).toBeNull();
  });

  it('4.1.12 a demand active is read', () => {
    const [pdu, ...more] = readShareControls(annotatedDumps.demandActive);
    expect([pdu?.type, pdu?.source, more]).toEqual([shareControlTypes.demandActive, 1002, []]);
    const demand = readDemandActive(pdu!.body);
    expect(demand.shareId).toBe(0x000103ea);
    expect(demand.capabilities.map((set) => set.type)).toEqual([
      9, 1, 20, 22, 14, 2, 3, 10, 18, 8, 13, 23, 24,
    ]);
    const bodyOf = (type: number): Buffer => demand.capabilities.find((set) => set.type === type)!.body;
    expect(readGeneralCapability(bodyOf(capabilityTypes.general))).toEqual({
      extraFlags: 0x041d,
      takesRefreshRect: true,
      takesSuppressOutput: true,
    });
    expect(readBitmapCapability(bodyOf(capabilityTypes.bitmap))).toEqual({
      ...{ bitsPerPixel: 24, width: 1280, height: 1024, takesResize: true, drawingFlags: 0 },
    });
  });

  it('4.1.13 a confirm active is read', () => {
    const [pdu] = readShareControls(annotatedDumps.confirmActive);
    expect([pdu?.type, pdu?.source]).toEqual([shareControlTypes.confirmActive, 1007]);
    const confirm = readConfirmActive(pdu!.body);
    expect([confirm.shareId, confirm.capabilities.length]).toEqual([0x000103ea, 18]);
    expect(readClientAbilities(confirm)).toEqual({
      ...{ takesFastPathOutput: true, takesBareBitmaps: true, bitsPerPixel: 24, takesResize: true },
      ...{ skipsAlpha: false, colourPointerShapes: 20, pointerShapes: 21, takesLargePointers: false },
      ...{ keyboardLayout: 0x409, longestUpdate: 0, channelChunkBytes: 1600 },
    });
  });

  it('4.1.14 and 4.1.15 synchronize and control are read and written', () => {
    const [synchronize] = readShareControls(annotatedDumps.synchronize);
    const data = readShareData(synchronize!.body);
    expect([data.type, readSynchronize(data.body)]).toEqual([shareDataTypes.synchronize, 1002]);
    expect(writeShareData(1007, { ...data, body: writeSynchronize(1002) })).toEqual(
      annotatedDumps.synchronize,
    );
    const control = readShareData(readShareControls(annotatedDumps.controlCooperate)[0]!.body);
    expect(readControl(control.body)).toEqual({ action: 4, grantId: 0, controlId: 0 });
    expect(writeShareData(1007, { ...control, body: writeControl(readControl(control.body)) })).toEqual(
      annotatedDumps.controlCooperate,
    );
  });
});
