import { createHash, randomBytes } from 'node:crypto';
import { MalformedPdu } from '../malformed-pdu.js';
import { PduWriter } from '../pdu-writer.js';
import {
  encryptPremaster,
  platformId,
  readPlatformChallenge,
  writeNewLicenceRequest,
  writePlatformChallengeResponse,
} from './licence-answers.js';
import { readLicenceAlert } from './licence-alert.js';
import { licenceMessages, readLicenceMessage } from './licence-message.js';
import { readLicenceRequest } from './licence-request.js';
import { checkLicenceMac, deriveLicenceSecrets, licenceMac } from './licence-secrets.js';
import type { LicenceSecrets } from './licence-secrets.js';
import { readLicensingKey } from './licensing-key.js';

/** What the client is to do with a PDU of the licensing phase. */
export type LicenceStep =
  /** `data` is for the I/O channel, from its security header on. */
  | { readonly kind: 'answer'; readonly data: Buffer }
  /** The connection goes on. */
  | { readonly kind: 'done' }
  /** The server gives no licence; `code` of MS-RDPBCGR section 2.2.1.12.1.3. */
  | { readonly kind: 'refused'; readonly code: number };

/**
 * The client's side of a licence exchange (MS-RDPELE section 1.3.3). It asks for a new licence each time and keeps none; a
 * server finds what it has issued before by the hardware id, which is always the same for one name. Each step is taken once.
 */
export class LicenceExchange {
  private secrets: LicenceSecrets | null = null;
  private isChallenged = false;

  /** @param name of this client, and of its account there. @param rc4 encrypts and decrypts; it begins anew with each call. */
  constructor(
    private readonly name: { readonly machine: string; readonly user: string },
    private readonly rc4: (key: Buffer, data: Buffer) => Buffer,
  ) {}

  /** @param data of the I/O channel, from its security header on. @throws MalformedPdu. */
  take(data: Uint8Array): LicenceStep {
    const { type, body } = readLicenceMessage(data);
    switch (type) {
      case licenceMessages.errorAlert: {
        const code = readLicenceAlert(body);
        return code === null ? { kind: 'done' } : { kind: 'refused', code };
      }
      case licenceMessages.request:
        return { kind: 'answer', data: this.answerRequest(body) };
      case licenceMessages.platformChallenge:
        return { kind: 'answer', data: this.answerChallenge(body) };
      case licenceMessages.newLicence:
      case licenceMessages.upgradeLicence:
        if (!this.isChallenged) throw new MalformedPdu('a licence came before it was asked for');
        return { kind: 'done' };
      default:
        throw new MalformedPdu('a licensing PDU of a kind that is not spoken');
    }
  }

  private answerRequest(body: Buffer): Buffer {
    if (this.secrets) throw new MalformedPdu('a licence request came twice');
    const request = readLicenceRequest(body);
    const key = readLicensingKey(request.certificate);
    const [clientRandom, premaster] = [randomBytes(32), randomBytes(48)];
    this.secrets = deriveLicenceSecrets(premaster, clientRandom, request.serverRandom);
    return writeNewLicenceRequest({
      clientRandom,
      encryptedPremaster: encryptPremaster(key, premaster),
      userName: this.name.user,
      machineName: this.name.machine,
    });
  }

  private answerChallenge(body: Buffer): Buffer {
    const { secrets } = this;
    if (!secrets || this.isChallenged) throw new MalformedPdu('a platform challenge came out of turn');
    this.isChallenged = true;
    const sealed = readPlatformChallenge(body);
    const challenge = this.rc4(secrets.encryptionKey, sealed.encrypted);
    checkLicenceMac(secrets.macSalt, challenge, sealed.mac);
    // Version 1.0, another platform than Windows, in detail.
    const response = new PduWriter().u16(0x0100, 0xff00, 3, challenge.length).bytes(challenge).done();
    const hardwareId = new PduWriter()
      .u32(platformId)
      .bytes(createHash('md5').update(this.name.machine).digest())
      .done();
    return writePlatformChallengeResponse({
      encryptedResponse: this.rc4(secrets.encryptionKey, response),
      encryptedHardwareId: this.rc4(secrets.encryptionKey, hardwareId),
      mac: licenceMac(secrets.macSalt, Buffer.concat([response, hardwareId])),
    });
  }
}
