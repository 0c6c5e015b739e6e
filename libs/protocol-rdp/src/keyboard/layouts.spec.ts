import { knownLayouts, layoutFor } from './layout-for.js';
import { ReadBack } from './testing/read-back.js';

// Lines of a session at a real target, typed from an English and from a German keyboard.
const englishLine = 'abc XYZ 0189 !@#$%^&*()_+-=[]{}|;:\'",.<>/?`~\\';
const germanLine = 'äöüßÄÖÜzy§"?@€{|#';
/** What passwords are made of. */
const ascii = Array.from({ length: 0x5f }, (_, at) => String.fromCharCode(0x20 + at));
const [english, german, swiss, uk] = [0x0409, 0x0407, 0x0807, 0x0809].map(layoutFor);

describe.each(knownLayouts)('the layout %i', (id) => {
  const layout = layoutFor(id);

  it('types every character of its keys as itself, and leaves nothing down', () => {
    const session = new ReadBack(layout);
    for (const character of layout.typable)
      expect([character, session.type(character)]).toEqual([character, true]);
    expect(session.text).toBe(layout.typable.join(''));
    expect(session.down).toEqual([]);
  });

  it('types every printable character of ASCII as itself, or says that it cannot', () => {
    for (const takesUnicode of [false, true]) {
      const session = new ReadBack(layout, takesUnicode);
      const arrived = ascii.filter((character) => session.type(character));
      expect(session.text).toBe(arrived.join(''));
      if (takesUnicode) expect(arrived).toEqual(ascii);
    }
  });

  it('types them from every place on a keyboard of another layout', () => {
    for (const other of knownLayouts.map(layoutFor))
      for (const shift of [false, true]) {
        const session = new ReadBack(layout, true);
        let wanted = '';
        const act = (): void => {
          for (let code = 2; code < 0x57; code += 1) {
            const character = other.characterAt(code, shift ? 1 : 0);
            if (character === null || !session.type(character, code)) continue;
            wanted += character;
          }
        };
        if (shift) session.holding(0xffe1, 0x2a, act);
        else act();
        expect(session.text).toBe(wanted);
        expect(session.down).toEqual([]);
      }
  });

  it('types letters with accents', () => {
    const session = new ReadBack(layout, true);
    for (const character of 'éèêëñÂÖÛ') expect(session.type(character)).toBe(true);
    expect(session.text).toBe('éèêëñÂÖÛ');
  });

  it('types no other character for one that it does not have', () => {
    const session = new ReadBack(layout);
    for (const character of 'žЖ漢😀') expect(session.type(character, 0x1e)).toBe(false);
    expect(session.events).toEqual([]);
  });
});

describe('layouts', () => {
  it('type both lines that were typed at a real target', () => {
    for (const [layout, line] of [
      [english, englishLine],
      [german, englishLine],
      [german, germanLine],
    ] as const) {
      const session = new ReadBack(layout!);
      for (const character of line) expect([character, session.type(character)]).toEqual([character, true]);
      expect(session.text).toBe(line);
    }
  });

  it('press no key that gives another character on an X server', () => {
    // Swiss AltGr+7 is a bar on Windows and a broken bar there; British AltGr+e is no accent there.
    for (const [layout, character, code] of [
      [swiss, '|', 0x08],
      [swiss, '¦', 0x02],
      [uk, 'é', 0x12],
      [german, 'ẞ', 0x0c],
    ] as const) {
      const session = new ReadBack(layout!);
      session.holding(0xfe03, 0xb8, () => expect(session.type(character, code)).toBe(false));
      expect(session.text).toBe('');
      const other = new ReadBack(layout!, true);
      expect(other.type(character, code)).toBe(true);
      expect(other.pressed).toEqual([]);
      expect(other.text).toBe(character);
    }
  });

  it('do not type the accents that X servers take for quotation marks', () => {
    const session = new ReadBack(german!, true);
    expect(session.type('´')).toBe(false);
    expect(session.events).toEqual([]);
  });

  it('are announced by the name that targets know', () => {
    expect(layoutFor(0x0c07).id).toBe(0x0407);
    expect(layoutFor(0x0c0a).id).toBe(0x040a);
    expect(layoutFor(0x0406).id).toBe(0x0409);
  });
});
