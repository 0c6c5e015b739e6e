import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../world/repository-root.js';

/** A case id such as AN-02; the families are those of docs/cases.md. */
export const caseId = /\b(?:AN|AZ|SE|RI|PS|PR|WS|AP|SC|MN|UP|OV|AU)-\d{2}\b/g;

export interface TestName {
  /** Path from the repository's root. */
  readonly file: string;
  readonly name: string;
}

/** The names given to `describe`, `it` and `test` in every spec of the repository, `.each` included. */
export function testNames(): TestName[] {
  return ['apps', 'libs', 'migrations', 'e2e', 'tools'].flatMap((folder) =>
    specFiles(join(repositoryRoot, folder)).flatMap((file) =>
      namesIn(file).map((name) => ({ file: relative(repositoryRoot, file), name })),
    ),
  );
}

/** Files by case id. */
export function filesByCase(names: readonly TestName[]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const { file, name } of names)
    for (const [id] of name.matchAll(caseId)) files.set(id, (files.get(id) ?? new Set()).add(file));
  return files;
}

function specFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return ['node_modules', 'dist', 'dist-types'].includes(entry.name)
        ? []
        : specFiles(join(folder, entry.name));
    return /\.spec\.(ts|tsx|mts|mjs)$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

function namesIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['describe', 'it', 'test'].includes(rootOf(node.expression))) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) names.push(first.text);
      if (first && ts.isTemplateExpression(first)) names.push(first.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return names;
}

/** `it` of `it(...)`, `it.each(...)(...)` and `it.only.each\`...\`(...)`. */
function rootOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return rootOf(expression.expression);
  if (ts.isCallExpression(expression)) return rootOf(expression.expression);
  if (ts.isTaggedTemplateExpression(expression)) return rootOf(expression.tag);
  return '';
}
