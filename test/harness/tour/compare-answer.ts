import { isAsShown, showable } from './changing.js';
import { LEFT_OUT, parseShown, type Member, type Shown } from './shown-json.js';

/** How an answer differs from what is shown of it, one sentence each; empty when it is as shown. */
export function differences(shown: string, said: string): string[] {
  const [wanted, found] = [inTwo(shown), inTwo(said)];
  return [...compareLines(wanted.lines, found.lines), ...compareBodies(wanted.json, found.json)];
}

/** What to paste instead. */
export function suggestion(said: string): string {
  return showable(said.trimEnd());
}

/** Lines of text, and the JSON that begins in the first line that opens an object. Either may be empty. */
function inTwo(text: string): { readonly lines: readonly string[]; readonly json: string } {
  const all = text.trimEnd().split('\n');
  const at = all.findIndex((line) => line.startsWith('{'));
  const lines = at < 0 ? all : all.slice(0, at);
  return { lines: lines.filter((line) => line !== ''), json: at < 0 ? '' : all.slice(at).join('\n') };
}

function compareLines(shown: readonly string[], said: readonly string[]): string[] {
  return Array.from({ length: Math.max(shown.length, said.length) }, (_, index) => {
    const [wanted, found] = [shown[index], said[index]];
    if (wanted === undefined) return [`there is one more line: ${String(found)}`];
    if (found === undefined) return [`this line is missing: ${wanted}`];
    return isAsShown(wanted, found) ? [] : [`the line "${wanted}" is now "${found}"`];
  }).flat();
}

function compareBodies(shown: string, said: string): string[] {
  if (shown === '' || said === '') return shown === said ? [] : [shown === '' ? 'JSON follows' : 'no JSON follows'];
  return compare(parseShown(shown), JSON.parse(said), 'the answer');
}

function compare(shown: Shown, said: unknown, at: string): string[] {
  switch (shown.kind) {
    case 'left out':
      return [];
    case 'scalar':
      return compareScalar(shown.value, said, at);
    case 'list':
      return Array.isArray(said) ? compareLists(shown.elements, said, at) : [`${at} is no list: ${json(said)}`];
    case 'object':
      return isObject(said) ? compareMembers(shown.members, said, at) : [`${at} is no object: ${json(said)}`];
  }
}

function compareScalar(shown: string | number | boolean | null, said: unknown, at: string): string[] {
  if (shown === said) return [];
  if (typeof shown !== 'string' || typeof said !== 'string' || !shown.includes(LEFT_OUT))
    return [`${at} is shown as ${json(shown)}, and is ${json(said)}`];
  if (isAsShown(shown, said)) return [];
  return [`${at} is shown as ${json(shown)}, where … is an id, a time or a key; it is ${json(said)}`];
}

/** The same members in the same order; a mark stands for one or more that are not shown. */
function compareMembers(shown: readonly Member[], said: Readonly<Record<string, unknown>>, at: string): string[] {
  const rest = Object.keys(said);
  const found: string[] = [];
  for (const [index, member] of shown.entries()) {
    if (member === null) {
      const following = shown[index + 1];
      const skipped = rest.splice(0, following ? Math.max(rest.indexOf(following.name), 0) : rest.length);
      if (skipped.length === 0) found.push(`${at} is shown with …, and nothing is left out there`);
    } else if (rest.includes(member.name)) {
      const unshown = rest.splice(0, rest.indexOf(member.name) + 1).slice(0, -1);
      if (unshown.length > 0) found.push(`${at} also has ${unshown.join(', ')} before ${member.name}`);
      found.push(...compare(member.value, said[member.name], `${at}.${member.name}`.replace(/^the answer\./, '')));
    } else found.push(`${at} has no ${member.name}${member.name in said ? ' here' : ''}`);
  }
  if (rest.length > 0) found.push(`${at} also has ${rest.join(', ')}`);
  return found;
}

/** Element by element; a mark stands for one or more that are not shown. */
function compareLists(shown: readonly Shown[], said: readonly unknown[], at: string): string[] {
  if (shown.every(({ kind }) => kind !== 'left out')) {
    const count = `${at} is shown with ${shown.length} elements, and has ${said.length}`;
    if (shown.length !== said.length) return [count];
    return shown.flatMap((each, index) => compare(each, said[index], `${at}[${index}]`));
  }
  if (isExcerpt(shown, said)) return [];
  const lost = shown.filter((each) => said.every((other) => compare(each, other, at).length > 0));
  if (lost.length === 0) return [`${at} has these elements in another order, or has nothing left out where … stands`];
  return lost.map((each) => `${at} has no element ${text(each)}`);
}

function isExcerpt([first, ...more]: readonly Shown[], said: readonly unknown[]): boolean {
  if (first === undefined) return said.length === 0;
  if (said.length === 0) return false;
  if (first.kind !== 'left out') return compare(first, said[0], '').length === 0 && isExcerpt(more, said.slice(1));
  return isExcerpt(more, said.slice(1)) || isExcerpt([first, ...more], said.slice(1));
}

function text(shown: Shown): string {
  if (shown.kind === 'left out') return LEFT_OUT;
  if (shown.kind === 'scalar') return json(shown.value);
  if (shown.kind === 'list') return `[${shown.elements.map(text).join(', ')}]`;
  return `{${shown.members.map((each) => (each === null ? LEFT_OUT : `${each.name}: ${text(each.value)}`)).join(', ')}}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
