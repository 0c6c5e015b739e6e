import type { Terminal } from '@xterm/xterm';

/**
 * Opens a terminal under a policy that allows no inline style. xterm.js 6.0 makes `<style>` elements while it opens
 * and sets `style` attributes for colours outside its palette; without 'unsafe-inline' both are blocked. (Its option
 * `documentOverride` does not reach the scroll bar and the rows.) Here the text of those elements goes into
 * constructed style sheets, and the attributes to `element.style`: the policy governs neither (CSP Level 3,
 * sections 6.7.3.3 and 8.2), and neither can be reached by what a target sends.
 */
export function openUnderStrictPolicy(terminal: Pick<Terminal, 'open'>, place: HTMLElement): void {
  routeSpanStyles();
  const make = (tag: string): HTMLElement =>
    tag.toLowerCase() === 'style' ? sheetElement() : Document.prototype.createElement.call(document, tag);
  Object.defineProperty(document, 'createElement', { value: make, configurable: true });
  try {
    terminal.open(place);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

/** Stands in the tree where xterm puts its style element; what is written into it applies while it stands there. */
function sheetElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = Document.prototype.createElement.call(document, 'span');
  element.hidden = true;
  let css = '';
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(element, 'textContent', {
    get: () => css,
    set: (next: string | null) => {
      css = next ?? '';
      sheet.replaceSync(css);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

let routed = false;

/** The cells of a terminal are spans. For a span, a style attribute becomes the same style set through the CSSOM. */
function routeSpanStyles(): void {
  if (routed) return;
  routed = true;
  HTMLSpanElement.prototype.setAttribute = function setAttribute(name: string, value: string): void {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
}
