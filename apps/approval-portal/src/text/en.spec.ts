import { text } from './en.js';

/** Every template, called with stand-ins, so that each gives a whole text. */
function everyText(of: unknown, path: string): [string, string][] {
  if (typeof of === 'string') return [[path, of]];
  if (Array.isArray(of)) return of.flatMap((one, index) => everyText(one, `${path}.${index}`));
  if (typeof of === 'function') {
    const template = of as (...given: unknown[]) => unknown;
    const given = Array.from({ length: template.length }, () => 2);
    let said: unknown;
    try {
      said = template(...given);
    } catch {
      return [];
    }
    return typeof said === 'string' ? [[path, said]] : [];
  }
  if (typeof of === 'object' && of !== null)
    return Object.entries(of).flatMap(([name, inner]) => everyText(inner, `${path}.${name}`));
  return [];
}

const all = everyText(text, 'text');

describe('the catalogue', () => {
  it('holds the words of every screen', () => {
    expect(all.length).toBeGreaterThan(400);
  });

  it('has no empty text and none that begins or ends with a space', () => {
    expect(all.filter(([, said]) => said.trim() !== said || said === '')).toEqual([]);
  });

  it('begs nobody, cheers at nothing and boasts of no success', () => {
    expect(all.filter(([, said]) => /\bplease\b|\bsuccess|!/i.test(said))).toEqual([]);
  });

  it("speaks the plant's words: no grant, target, lock, freeze or session window", () => {
    const theirs =
      /\b(grants?|targets?|locks?|locked|freeze|frozen|isolate|break-glass|merkle|chunks?|checkpoints?)\b/i;
    expect(all.filter(([, said]) => theirs.test(said))).toEqual([]);
  });

  it('ends no button with a full stop', () => {
    const buttons = [
      text.approver.approve,
      text.approver.deny,
      text.approver.end,
      text.vendor.connect,
      text.vendor.send,
    ];
    expect(buttons.filter((said) => said.endsWith('.'))).toEqual([]);
  });
});
