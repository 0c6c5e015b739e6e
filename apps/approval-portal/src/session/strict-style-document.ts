/**
 * The document as xterm.js may see it under a policy that allows no inline style. xterm makes `<style>` elements and
 * sets `style` attributes for colours outside its palette; both are blocked without 'unsafe-inline'. Here a style
 * element's text goes to a constructed style sheet, and a style attribute to `element.style`, which the policy allows
 * (CSP Level 3, section 8.2: style set through the CSSOM). Everything else is the real document.
 */
export function strictStyleDocument(real: Document): Document {
  return new Proxy(real, {
    get(target, name) {
      if (name === 'createElement') return (tag: string) => createElement(target, tag);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function createElement(real: Document, tag: string): HTMLElement {
  if (tag.toLowerCase() === 'style') return sheetElement(real);
  const element = real.createElement(tag);
  if (tag.toLowerCase() === 'span' || tag.toLowerCase() === 'div')
    element.setAttribute = setAttributeOf(element);
  return element;
}

/** Stands in the tree where xterm puts its style element; what is written into it applies while it stands there. */
function sheetElement(real: Document): HTMLElement {
  const view = real.defaultView ?? globalThis;
  const sheet = new view.CSSStyleSheet();
  const element = real.createElement('span');
  element.hidden = true;
  let css = '';
  real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet];
  Object.defineProperty(element, 'textContent', {
    get: () => css,
    set: (next: string | null) => {
      css = next ?? '';
      sheet.replaceSync(css);
    },
  });
  element.remove = () => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

function setAttributeOf(element: HTMLElement) {
  return (name: string, value: string): void => {
    if (name === 'style') element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
}
