/**
 * One thing a grant allows inside a session. A protocol plugin refuses every channel no right names.
 * `shell` and `exec` exist for SSH today; a new right gets its row here and in docs/domain-language.md.
 */
export const channelRights = ['shell', 'exec'] as const;
export type ChannelRight = (typeof channelRights)[number];
