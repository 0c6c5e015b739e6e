/** Lines of at most so many characters, broken between words where there is a place. Of more lines the last ends in an ellipsis. */
export function wrapWords(text: string, columns: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    for (let rest = word; rest !== '';) {
      const together = line === '' ? rest : `${line} ${rest}`;
      if (together.length <= columns) {
        line = together;
        break;
      }
      if (line !== '') lines.push(line);
      line = '';
      if (rest.length <= columns) continue;
      lines.push(rest.slice(0, columns));
      rest = rest.slice(columns);
    }
  }
  if (line !== '') lines.push(line);
  if (lines.length <= mostLines) return lines;
  const kept = lines.slice(0, mostLines);
  const last = kept.pop() ?? '';
  return [...kept, `${last.slice(0, Math.max(0, columns - 4))} ...`];
}
