import { listedCases } from './listed-cases.js';
import { filesByCase, testNames } from './test-names.js';

describe('docs/cases.md', () => {
  const listed = listedCases();
  const files = filesByCase(testNames());

  it('lists every case once', () => {
    expect(listed.map((each) => each.id)).toEqual([...new Set(listed.map((each) => each.id))]);
    expect(listed).toHaveLength(129);
  });

  it('names, for a case that is covered, only specs that have its id in a test name', () => {
    const claims = listed
      .filter((each) => each.state !== 'later')
      .map((each) => ({
        id: each.id,
        claimed: each.files.length > 0,
        unfounded: each.files.filter((file) => !files.get(each.id)?.has(file)),
      }));
    expect(claims.filter((each) => !each.claimed || each.unfounded.length > 0)).toEqual([]);
  });

  it('calls no case later that a test name already holds', () => {
    const later = listed.filter((each) => each.state === 'later').map((each) => each.id);
    expect(later.filter((id) => files.has(id))).toEqual([]);
  });

  it('says of every case that is not whole which piece of work it waits for', () => {
    const open = listed.filter((each) => each.state !== 'covered' && each.waitsFor.length === 0);
    expect(open.map((each) => each.id)).toEqual([]);
  });

  it('knows every id that stands in a test name', () => {
    const known = new Set(listed.map((each) => each.id));
    expect([...files.keys()].filter((id) => !known.has(id))).toEqual([]);
  });
});
