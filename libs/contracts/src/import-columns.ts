import type { ImportKind } from './directory.js';

/** The columns of a CSV of each kind; an unknown one is refused, a missing one of `required` too. */
export const importColumns: Readonly<
  Record<ImportKind, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  sites: { required: ['name', 'slug', 'time_zone'], optional: ['control_room_phone'] },
  zones: { required: ['site', 'name'], optional: ['purdue_level'] },
  assets: { required: ['site', 'zone', 'tag', 'name', 'criticality'], optional: ['location'] },
  targets: {
    required: ['site', 'asset', 'handle', 'address'],
    optional: [
      'port',
      'account',
      'protocol',
      'credential',
      'host_key',
      'jump_host',
      'weak_algorithms',
      'certificate_principals',
      'protection',
      'frames_per_second',
      'sign_in',
      'domain',
      'keyboard_layout',
      'colour_depth',
      'width',
      'height',
    ],
  },
  'vendor-organisations': { required: ['name'], optional: ['contract_ends_at'] },
  people: {
    required: ['login', 'display_name'],
    optional: ['email', 'organisation', 'sponsor', 'time_zone', 'roles'],
  },
};
