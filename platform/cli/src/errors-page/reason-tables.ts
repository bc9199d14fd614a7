import type { ReasonEntry } from '@bailiwick/decision';
import { anchor, table } from './blocks.js';

/** One domain's reasons by code. */
export interface Registry {
  readonly name: string;
  readonly entries: ReadonlyMap<string, ReasonEntry>;
}
export type Refusals = ReadonlyMap<string, readonly string[]>;

const HEAD = ['code', 'what it says', 'what to do', 'where you meet it'];

/** Codes that every registry has, in one table; then each domain's own. */
export function reasonTables(registries: readonly Registry[], refusals: Refusals): string {
  const common = commonNames(registries);
  const shared = [...common].sort().map((name) => commonRow(name, registries));
  const own = registries.map(({ name, entries }) => {
    const listed = [...entries].filter(([code]) => !common.has(lastOf(code)));
    const rows = listed.sort(([a], [b]) => a.localeCompare(b)).map(([code, entry]) => rowOf(code, entry, refusals));
    return `### Reasons of ${name}\n\n${table(HEAD, rows)}`;
  });
  return [`### Reasons of every domain\n\n${table(HEAD, shared)}`, ...own].join('\n\n');
}

function commonNames(registries: readonly Registry[]): ReadonlySet<string> {
  const [first, ...others] = registries.map(({ entries }) => new Set([...entries.keys()].map(lastOf)));
  return new Set([...(first ?? [])].filter((name) => others.every((other) => other.has(name))));
}

function commonRow(name: string, registries: readonly Registry[]): readonly string[] {
  const entry = registries[0]?.entries.get(`${registries[0].name}.${name}`) ?? { sentence: '' };
  const anchors = registries.map((domain) => anchor(`${domain.name}.${name}`)).join('');
  return [`${anchors}\`<domain>.${name}\``, ...tellingOf(entry, [])];
}

function rowOf(code: string, entry: ReasonEntry, refusals: Refusals): readonly string[] {
  return [`${anchor(code)}\`${code}\``, ...tellingOf(entry, refusals.get(code) ?? [])];
}

function tellingOf(entry: ReasonEntry, mutations: readonly string[]): readonly string[] {
  return [spell(entry.sentence), remedyOf(entry), placesOf(entry, mutations)];
}

function remedyOf({ remedy }: ReasonEntry): string {
  if (remedy === undefined) return '–';
  const section = remedy.section === undefined ? [] : [`in *Settings › ${sectionName(remedy.section)}*`];
  const permission = remedy.requiredPermission === undefined ? [] : [`with \`${remedy.requiredPermission}\``];
  const where = [...section, ...permission].join(' ');
  return where === '' ? spell(remedy.label) : `${spell(remedy.label)} – ${where}`;
}

function placesOf({ met = [], errorType, exchange }: ReasonEntry, mutations: readonly string[]): string {
  const refusing = mutations.length === 0 ? '' : ` of ${mutations.map((name) => `\`${name}\``).join(', ')}`;
  const places = [
    ...(exchange === undefined ? [] : [`HTTP ${String(exchange)}`]),
    ...(met.includes('DECISION') ? ['access’s verdict'] : []),
    ...(met.includes('CHANGE') ? [`\`${errorType ?? 'RuleRefused'}\` in \`errors\`${refusing}`] : []),
    ...(met.includes('LOG') ? ['our log only'] : []),
  ];
  return places.length === 0 ? 'told in an answer' : places.join('; ');
}

/** `{placeholders}` as words that are filled in, and nothing that Markdown would take for itself. */
function spell(sentence: string): string {
  return sentence.replaceAll('<', '&lt;').replace(/\{(\w+)\}/g, '*{$1}*');
}

function sectionName(key: string): string {
  return key
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function lastOf(code: string): string {
  return code.slice(code.indexOf('.') + 1);
}
