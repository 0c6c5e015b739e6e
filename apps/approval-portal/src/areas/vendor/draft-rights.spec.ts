import {
  draftRightsOf,
  hasLimitProblem,
  limitProblem,
  protocolsOf,
  rightsOf,
  toggledRight,
} from './draft-rights.js';

const ssh = ['ssh'] as const;

describe('the rights of a draft', () => {
  it('are what is ticked, with what was typed beside it', () => {
    const ticked = toggledRight(toggledRight({ shell: '' }, 'files-in'), 'forward');
    expect(
      rightsOf({ ...ticked, 'files-in': '/recipes/', forward: 'PLC-3:502, 10.0.0.7:44818' }, ssh),
    ).toEqual(['shell', 'files-in:/recipes', 'forward:plc-3:502', 'forward:10.0.0.7:44818']);
    expect(rightsOf({ 'files-out': ' ' }, ssh)).toEqual(['files-out']);
    expect(rightsOf(toggledRight(ticked, 'shell'), ssh)).toEqual(['files-in']);
  });

  it('leave out what is not well typed, and say why', () => {
    expect(rightsOf({ shell: '', 'files-in': 'recipes' }, ssh)).toEqual(['shell']);
    expect(limitProblem('files-in', 'recipes')).toMatch(/whole path/);
    expect(limitProblem('forward', '')).toBe('');
    expect(limitProblem('forward', 'plc')).toMatch(/machine and port/);
  });

  it('come back from a request', () => {
    const rights = ['exec', 'files-out:/a', 'files-out:/b', 'forward:plc:1'] as const;
    expect(rightsOf(draftRightsOf(rights), ssh)).toEqual([...rights]);
  });

  it('are those of the machines that are chosen, and to see a screen is always among them', () => {
    const ticked = { shell: '', control: '', forward: 'not yet' };
    expect(rightsOf(ticked, ['vnc'])).toEqual(['view', 'control']);
    expect(rightsOf(ticked, ['ssh', 'vnc'])).toEqual(['shell', 'view', 'control']);
    expect(rightsOf({ shell: '' }, ['vnc'])).toEqual(['view']);
    expect([hasLimitProblem(ticked, ['vnc']), hasLimitProblem(ticked, ssh)]).toEqual([false, true]);
    expect(protocolsOf([])).toEqual(['ssh']);
    expect(protocolsOf([{ protocol: 'vnc' }, { protocol: 'ssh' }, { protocol: 'vnc' }])).toEqual([
      'ssh',
      'vnc',
    ]);
  });
});
