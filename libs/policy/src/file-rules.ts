/** What a policy holds file transfer to, beside the rights of a grant. */
export interface FileRules {
  /** What passes is kept in the recording, and not its digest alone. */
  readonly keepContents: boolean;
  /** Null for no limit. */
  readonly mostFileMebibytes: number | null;
  /** Lower case with the dot, such as `.exe`: files whose names end so pass in no direction. */
  readonly refusedEndings: readonly string[];
}

export const openFileRules: FileRules = { keepContents: false, mostFileMebibytes: null, refusedEndings: [] };

/** The strictest of several; a policy that says nothing of files asks for nothing. */
export function strictestFileRules(all: readonly (FileRules | undefined)[]): FileRules {
  const rules = all.filter((one): one is FileRules => one !== undefined);
  const sizes = rules.flatMap(({ mostFileMebibytes }) =>
    mostFileMebibytes === null ? [] : [mostFileMebibytes],
  );
  return {
    keepContents: rules.some((one) => one.keepContents),
    mostFileMebibytes: sizes.length === 0 ? null : Math.min(...sizes),
    refusedEndings: [...new Set(rules.flatMap((one) => one.refusedEndings))].sort(),
  };
}

export const mostRefusedEndings = 50;
const ending = /^\.[a-z0-9_-]{1,15}$/;

export function isFileRules(value: unknown): value is FileRules {
  if (typeof value !== 'object' || value === null) return false;
  const { keepContents, mostFileMebibytes, refusedEndings } = value as Record<string, unknown>;
  const isSize =
    mostFileMebibytes === null ||
    (typeof mostFileMebibytes === 'number' &&
      Number.isInteger(mostFileMebibytes) &&
      mostFileMebibytes >= 1 &&
      mostFileMebibytes <= 1024 * 1024);
  return (
    typeof keepContents === 'boolean' &&
    isSize &&
    Array.isArray(refusedEndings) &&
    refusedEndings.length <= mostRefusedEndings &&
    refusedEndings.every((one) => typeof one === 'string' && ending.test(one))
  );
}
