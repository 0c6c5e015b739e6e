import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const portal = join(__dirname, '..');
/** Attributes that a person reads or a screen reader says. */
const visible = ['aria-label', 'alt', 'description', 'error', 'label', 'placeholder', 'title'];

/** Words written into a screen rather than into the catalogue: text between tags, and attributes that are read. */
function wordsIn(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string): void => {
    if (!/\p{L}{2}/u.test(text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${name}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && isChild(node)) noteLiterals(node.expression, note);
    if (ts.isJsxAttribute(node) && visible.includes(node.name.getText(file)) && node.initializer)
      noteLiterals(node.initializer, note);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** Of an expression that is shown: its literals, whichever branch they stand in, but none that a call is given. */
function noteLiterals(node: ts.Node, note: (node: ts.Node, text: string) => void): void {
  if (ts.isStringLiteralLike(node)) return note(node, node.text);
  if (ts.isTemplateExpression(node)) {
    note(
      node,
      [node.head, ...node.templateSpans.map((span) => span.literal)].map(({ text }) => text).join(' '),
    );
    return;
  }
  if (ts.isConditionalExpression(node)) {
    noteLiterals(node.whenTrue, note);
    noteLiterals(node.whenFalse, note);
  }
  if (ts.isBinaryExpression(node)) noteLiterals(node.right, note);
  if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) {
    if (node.expression) noteLiterals(node.expression, note);
  }
}

function isChild(node: ts.JsxExpression): boolean {
  return ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
}

function screens(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return screens(path);
    return entry.name.endsWith('.tsx') ? [path] : [];
  });
}

test('every word of a screen stands in the catalogue', () => {
  const files = screens(portal);
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) => wordsIn(relative(portal, file), readFileSync(file, 'utf8')));
  expect(found).toEqual([]);
});

test('words between tags, in branches and in attributes that are read would be found', () => {
  const source = `
    const a = <p className="not read">Said here</p>;
    const b = <Input label={isOn ? 'On now' : text.off} name="not read" />;
    const c = <b>{isOn && \`\${count} machines\`}{text.said('not shown')}</b>;`;
  expect(wordsIn('a.tsx', source)).toEqual(['a.tsx:2 Said here', 'a.tsx:3 On now', 'a.tsx:4 machines']);
});
