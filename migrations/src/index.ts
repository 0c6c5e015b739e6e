import { CreateDirectory1763900000001 } from './1763900000001-create-directory.js';
import { CreateIdentity1763900000002 } from './1763900000002-create-identity.js';
import { CreateAudit1763900000003 } from './1763900000003-create-audit.js';
import { CreatePolicy1763900000004 } from './1763900000004-create-policy.js';
import { CreateAccessRequest1763900000005 } from './1763900000005-create-access-request.js';
import { CreateAccessGrant1763900000006 } from './1763900000006-create-access-grant.js';
import { CreateSession1763900000007 } from './1763900000007-create-session.js';
import { AllowCertificateCredential1764000000001 } from './1764000000001-allow-certificate-credential.js';
import { CreateJumpHost1764000000002 } from './1764000000002-create-jump-host.js';
import { SuperviseSession1764000000011 } from './1764000000011-supervise-session.js';
import { CreateSignInConfirmation1764000000021 } from './1764000000021-create-sign-in-confirmation.js';
import { ProveDesktopIdentity1764000000031 } from './1764000000031-prove-desktop-identity.js';
import { BindTicketToDoor1764000000041 } from './1764000000041-bind-ticket-to-door.js';
import { AllowViewerConnection1764000000042 } from './1764000000042-allow-viewer-connection.js';
import { ReachDesktopByRdp1764000000051 } from './1764000000051-reach-desktop-by-rdp.js';
import { AllowRdpConnection1764000000052 } from './1764000000052-allow-rdp-connection.js';
import { KeepHashOfToken1764000000053 } from './1764000000053-keep-hash-of-token.js';
import { AllowViewerPassword1764000000061 } from './1764000000061-allow-viewer-password.js';
import { TellDeparture1764000000071 } from './1764000000071-tell-departure.js';

/** In the order in which they run. A landed migration is never edited. */
export const migrations = [
  CreateDirectory1763900000001,
  CreateIdentity1763900000002,
  CreateAudit1763900000003,
  CreatePolicy1763900000004,
  CreateAccessRequest1763900000005,
  CreateAccessGrant1763900000006,
  CreateSession1763900000007,
  AllowCertificateCredential1764000000001,
  CreateJumpHost1764000000002,
  SuperviseSession1764000000011,
  CreateSignInConfirmation1764000000021,
  ProveDesktopIdentity1764000000031,
  BindTicketToDoor1764000000041,
  AllowViewerConnection1764000000042,
  ReachDesktopByRdp1764000000051,
  AllowRdpConnection1764000000052,
  KeepHashOfToken1764000000053,
  AllowViewerPassword1764000000061,
  TellDeparture1764000000071,
];
