import { draftRightsOf, limitProblem, rightsOf, toggledRight } from './draft-rights.js';

describe('the rights of a draft', () => {
  it('are what is ticked, with what was typed beside it', () => {
    const ticked = toggledRight(toggledRight({ shell: '' }, 'files-in'), 'forward');
    expect(rightsOf({ ...ticked, 'files-in': '/recipes/', forward: 'PLC-3:502, 10.0.0.7:44818' })).toEqual([
      'shell',
      'files-in:/recipes',
      'forward:plc-3:502',
      'forward:10.0.0.7:44818',
    ]);
    expect(rightsOf({ 'files-out': ' ' })).toEqual(['files-out']);
    expect(rightsOf(toggledRight(ticked, 'shell'))).toEqual(['files-in']);
  });

  it('leave out what is not well typed, and say why', () => {
    expect(rightsOf({ shell: '', 'files-in': 'recipes' })).toEqual(['shell']);
    expect(limitProblem('files-in', 'recipes')).toMatch(/whole path/);
    expect(limitProblem('forward', '')).toBe('');
    expect(limitProblem('forward', 'plc')).toMatch(/machine and port/);
  });

  it('come back from a request', () => {
    const rights = ['exec', 'files-out:/a', 'files-out:/b', 'forward:plc:1'] as const;
    expect(rightsOf(draftRightsOf(rights))).toEqual([...rights]);
  });
});
