/** `*` is any characters, also none. The pieces between are looked for from left to right, so that no input takes long. */
export function matchesPattern(subject: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return subject === pattern;
  const last = rest.at(-1) ?? '';
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const piece of rest.slice(0, -1)) {
    const found = subject.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= subject.length - last.length;
}
