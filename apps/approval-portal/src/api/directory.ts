import {
  Asset,
  CertificateAuthority,
  type ChangeJumpHostBody,
  type ChangeTargetBody,
  type ConfirmHostKeyBody,
  Credential,
  EntitledTarget,
  ImportAnswer,
  type ImportKind,
  JumpHost,
  listOf,
  type NewAssetBody,
  type NewCredentialBody,
  type NewJumpHostBody,
  type NewSiteBody,
  type NewTargetBody,
  type NewVendorOrganisationBody,
  type NewZoneBody,
  ObservedHostKey,
  SignInTestAnswer,
  Site,
  Target,
  VendorOrganisation,
  Zone,
} from '@gatehouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from './call.js';
import { Nothing } from './nothing.js';

const listQuery = <T extends z.ZodType>(key: string, path: string, item: T) =>
  queryOptions({
    queryKey: [key, path],
    queryFn: ({ signal }) => call({ path, answer: listOf(item), signal }),
  });

export const sitesQuery = listQuery('sites', '/api/sites', Site);
export const zonesQuery = listQuery('zones', '/api/zones', Zone);
export const assetsQuery = listQuery('assets', '/api/assets', Asset);
export const targetsQuery = listQuery('targets', '/api/targets', Target);
export const entitledTargetsQuery = listQuery('entitled-targets', '/api/entitled-targets', EntitledTarget);
export const vendorOrganisationsQuery = listQuery(
  'vendor-organisations',
  '/api/vendor-organisations',
  VendorOrganisation,
);
export const credentialsQuery = listQuery('credentials', '/api/credentials', Credential);
export const jumpHostsQuery = listQuery('jump-hosts', '/api/jump-hosts', JumpHost);
export const hostKeysQuery = listQuery('host-keys', '/api/host-keys?state=waiting', ObservedHostKey);

export const addSite = (body: NewSiteBody) =>
  call({ method: 'POST', path: '/api/sites', body, answer: Site });
export const setViewerPasswords = (siteId: string, allowed: boolean) =>
  call({
    method: 'POST',
    path: `/api/sites/${siteId}/viewer-passwords/${allowed ? 'allow' : 'withdraw'}`,
    body: {},
    answer: Site,
  });
export const addZone = (body: NewZoneBody) =>
  call({ method: 'POST', path: '/api/zones', body, answer: Zone });
export const addAsset = (body: NewAssetBody) =>
  call({ method: 'POST', path: '/api/assets', body, answer: Asset });
export const addTarget = (body: NewTargetBody) =>
  call({ method: 'POST', path: '/api/targets', body, answer: Target });
export const changeTarget = (id: string, body: ChangeTargetBody) =>
  call({ method: 'PATCH', path: `/api/targets/${id}`, body, answer: Target });

export const addJumpHost = (body: NewJumpHostBody) =>
  call({ method: 'POST', path: '/api/jump-hosts', body, answer: JumpHost });
export const changeJumpHost = (id: string, body: ChangeJumpHostBody) =>
  call({ method: 'PATCH', path: `/api/jump-hosts/${id}`, body, answer: JumpHost });

export const addVendorOrganisation = (body: NewVendorOrganisationBody) =>
  call({ method: 'POST', path: '/api/vendor-organisations', body, answer: VendorOrganisation });
export const setEntitlements = (id: string, assetIds: string[]) =>
  call({
    method: 'PUT',
    path: `/api/vendor-organisations/${id}/entitlements`,
    body: { assetIds },
    answer: VendorOrganisation,
  });

export const addCredential = (body: NewCredentialBody) =>
  call({ method: 'POST', path: '/api/credentials', body, answer: Credential });
export const replaceSecret = (id: string, secret: string) =>
  call({ method: 'PUT', path: `/api/credentials/${id}/secret`, body: { secret }, answer: Credential });

export const authorityQuery = queryOptions({
  queryKey: ['certificate-authority'],
  queryFn: ({ signal }) => call({ path: '/api/certificate-authority', answer: CertificateAuthority, signal }),
});

export const confirmHostKey = (id: string, body: ConfirmHostKeyBody) =>
  call({ method: 'POST', path: `/api/host-keys/${id}/confirm`, body, answer: Nothing });
export const rejectHostKey = (id: string) =>
  call({ method: 'POST', path: `/api/host-keys/${id}/reject`, body: {}, answer: Nothing });

export const importCsv = (kind: ImportKind, csv: string) =>
  call({
    method: 'POST',
    path: `/api/imports/${kind}`,
    text: { type: 'text/csv', body: csv },
    answer: ImportAnswer,
  });

type Stoppable = 'sites' | 'targets' | 'vendor-organisations';
/** Blocks access: what runs ends, and nothing new opens until it is unblocked. */
export const suspend = (kind: Stoppable, id: string) =>
  call({ method: 'POST', path: `/api/${kind}/${id}/suspend`, body: {}, answer: Nothing });
export const reinstate = (kind: Stoppable, id: string) =>
  call({ method: 'POST', path: `/api/${kind}/${id}/reinstate`, body: {}, answer: Nothing });

/** `fingerprint` is null when the machine proves nothing. */
const ScannedKey = z.object({ keyType: z.string(), fingerprint: z.string().nullable() });
/** Asks the machine for what proves its identity and puts it among those to confirm; never pins it. */
export const scanJumpHost = (id: string) =>
  call({ method: 'POST', path: `/api/jump-hosts/${id}/host-key/scan`, body: {}, answer: ScannedKey });
export const scanHostKey = (targetId: string) =>
  call({ method: 'POST', path: `/api/targets/${targetId}/host-key/scan`, body: {}, answer: ScannedKey });
/** Signs in to the machine with its stored credential and leaves at once. */
export const testSignIn = (targetId: string) =>
  call({ method: 'POST', path: `/api/targets/${targetId}/sign-in-test`, body: {}, answer: SignInTestAnswer });
