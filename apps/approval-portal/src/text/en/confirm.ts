export const confirm = {
  page: 'Confirm a connection',
  title: 'Confirm a connection',
  lead: 'Your own ssh shows a code. Type it here, and the connection goes on in place of a code in the terminal.',
  code: 'Code in the terminal',
  codeHint: 'Eight letters and digits, good for two minutes',
  next: 'Next',

  isItYou: 'Is this you?',
  who: 'Who',
  ssh: (login: string) => `ssh as ${login}`,
  from: 'From',
  fromHere: 'the same address as this browser',
  notFromHere: (address: string) => `not the address of this browser, which is ${address}`,
  machine: 'Machine',
  noMachine: 'not named yet',
  began: 'Began',
  ago: (time: string) => `${time} ago`,
  left: 'Left',
  warning:
    'Confirm only what you began yourself, just now, in a terminal in front of you. Nobody from Gatehouse, the plant or your firm will ever send you a code for this page. If somebody did, your yes would let them in: answer Not me.',
  yes: 'Confirm',
  no: 'Not me',
  over: 'The time is over. Connect again.',
  again: 'Another code',

  confirmed: 'Confirmed',
  confirmedLead: 'The terminal goes on by itself within seconds. You can close this page.',
  refused: 'Refused',
  refusedLead:
    'The connection is being ended. Whoever began it has your password or your key: tell your administrator at the plant now.',
};
