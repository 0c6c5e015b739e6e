import { decisionSentence, firstName, type SentenceFacts } from './decision-sentence.js';
import { plain } from './rich-text.js';

const now = '2026-11-19T12:28:00.000Z';
const facts: SentenceFacts = {
  requester: { displayName: 'Jana Kovac', organisation: 'ACME Robotics' },
  targets: [{ assetName: 'Palletizer HMI', location: 'Line 3' }],
  rights: ['shell'],
  plannedChange: false,
  window: { opensAt: '2026-11-19T13:00:00.000Z', closesAt: '2026-11-19T14:30:00.000Z' },
  zone: 'Europe/Berlin',
};
const said = (part: Partial<SentenceFacts>) =>
  plain(decisionSentence({ ...facts, ...part }, now)).replaceAll('\u00A0', ' ');

describe('the decision sentence', () => {
  it('says who, whom for, what, where, when and how long', () => {
    expect(said({})).toBe(
      'Jana Kovac, ACME Robotics, wants to CONTROL Palletizer HMI, Line 3, 14:00–15:30 (90 min).',
    );
  });

  it('says CHANGE THE PROGRAM when a change is planned', () => {
    expect(said({ plannedChange: true })).toContain('wants to CHANGE THE PROGRAM of Palletizer HMI');
  });

  it('says RUN COMMANDS when no terminal is asked for', () => {
    expect(said({ rights: ['exec'] })).toContain('wants to RUN COMMANDS on Palletizer HMI');
    expect(said({ rights: ['files-in:/a'] })).toContain('wants to COPY FILES to or from Palletizer HMI');
    expect(said({ rights: ['view', 'clipboard-out'] })).toContain(
      'wants to SEE THE SCREEN of Palletizer HMI',
    );
    expect(said({ rights: ['view', 'control'] })).toContain('wants to CONTROL Palletizer HMI');
    expect(said({ rights: ['forward:plc:1'] })).toContain('wants to REACH A PORT through Palletizer HMI');
  });

  it('counts the machines beside the first', () => {
    const [one] = facts.targets;
    const targets = one ? [one, one, one] : [];
    expect(said({ targets })).toContain('CONTROL Palletizer HMI and 2 more machines, 14:00–15:30');
  });

  it('leaves out a firm or a place that is not there, without an empty comma', () => {
    const bare = said({
      requester: { displayName: 'Jana Kovac', organisation: null },
      targets: [{ assetName: 'Palletizer HMI', location: '' }],
    });
    expect(bare).toBe('Jana Kovac wants to CONTROL Palletizer HMI, 14:00–15:30 (90 min).');
  });

  it('stresses no words but those of the template, whatever a name holds', () => {
    const name = '**Marta** <b>Weiss</b> wants to VIEW';
    const sentence = decisionSentence(
      { ...facts, requester: { displayName: name, organisation: null } },
      now,
    );
    expect(sentence.filter((part) => typeof part !== 'string' && part.kind === 'verb')).toEqual([
      { kind: 'verb', text: 'CONTROL' },
    ]);
    expect(sentence[0]).toEqual({ kind: 'strong', text: name });
  });

  it('calls a person by the first name below it', () => {
    expect(firstName('Jana Kovac')).toBe('Jana');
    expect(firstName('Cher')).toBe('Cher');
  });
});
