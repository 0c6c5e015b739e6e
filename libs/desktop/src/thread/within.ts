/** True when it settled in time. */
export async function within(milliseconds: number, what: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const done = what.then(
    () => true,
    () => true,
  );
  const answer = await Promise.race([done, late]);
  clearTimeout(timer);
  return answer;
}
