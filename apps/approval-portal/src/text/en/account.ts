export const account = {
  page: 'Your sign-in',
  title: 'Your sign-in',
  you: (login: string) => `You sign in as ${login}.`,
  roles: 'Your roles',
  everywhere: 'everywhere',
  roleAt: (role: string, site: string) => `${role}, ${site}`,
  recovery: 'Recovery codes',
  recoveryLeft: (count: number) =>
    count === 0
      ? 'None left. Ask your administrator for a new invitation before you lose the phone.'
      : count === 1
        ? 'One left. Ask your administrator for a new invitation soon.'
        : `${count} left.`,
  sessionEnds: (time: string) => `You are signed in until ${time} at the longest.`,
  keys: 'Keys for your own ssh',
  keysLead:
    'With a key you type no password in ssh. A code, or your yes on the confirm page, is still asked for.',
  noKeys: 'No keys yet. Paste the public half of yours.',
  keyLine: 'Public key, one line',
  keyHint: 'The content of id_ed25519.pub, or of id_ed25519_sk.pub for a security key',
  addKey: 'Add key',
  removeKey: 'Remove',
  removeKeyNamed: (comment: string) => `Remove the key ${comment}`,
  securityKey: 'security key',
  confirmLink: 'Confirm an ssh connection',
  added: (when: string) => `added ${when}`,
};
