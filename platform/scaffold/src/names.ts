/** What a new domain and its one noun are called, in every form that a source file needs. */
export interface Names {
  /** `reporting`: package, folder, schema, workload and prefix of every code and action. */
  readonly domain: string;
  /** `report`: the entity, its table and its fields. */
  readonly noun: string;
  readonly plural: string;
}

const WORD = /^[a-z]{2,30}$/;
const FORM = 'must be 2 to 30 letters from a to z, in lower case';

// What PostgreSQL, JavaScript or GraphQL reads as something of its own, or this repository uses for something else.
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric async authorization await binary both break case cast catch check
  class collate collation column concurrently const constraint continue create cross current debugger default
  deferrable delete desc distinct do domain dist else end enum except export extends false fetch finally for foreign
  freeze from full function gateway grant group having if ilike implements import in index initially inner input
  instanceof interface intersect into is isnull join lateral leading left let like limit localtime localtimestamp main
  migrations mutation natural new node not notnull null of offset on only or order outbox outer overlaps package placing
  platform postgres primary private protected public query references return returning right schema scope select session
  shared similar some source static subscription super switch symmetric system table tablesample then this throw to
  trailing true try type typeof undefined union unique user using var variadic verbose void when where while window with
  yield`.split(/\s+/),
);

/** Says what is wrong with the names, each problem with what would be right; empty when nothing is. */
export function problemsOf({ domain, noun, plural }: Names, taken: Taken): readonly string[] {
  const graph = [capitalised(noun), `Create${capitalised(noun)}Input`, `create${capitalised(noun)}`, noun, plural];
  const inGraph = graph.find((name) => taken.graph.has(name));
  return [
    ...(WORD.test(domain) ? [] : [`The name ${FORM}, such as reporting; "${domain}" is not.`]),
    ...(WORD.test(noun) ? [] : [`--noun ${FORM}, such as report; "${noun}" is not.`]),
    ...(RESERVED.has(domain) ? [`${domain} means something else already: choose another name.`] : []),
    ...(RESERVED.has(noun) || taken.words.has(noun) || taken.words.has(plural)
      ? [`${noun} means something else in every domain: choose another --noun.`]
      : []),
    ...(taken.domains.has(domain) ? [`There is a domain ${domain} already: choose another name.`] : []),
    ...(inGraph === undefined ? [] : [`The graph has ${inGraph} already: choose another --noun.`]),
  ];
}

/** What is called something already. */
export interface Taken {
  readonly domains: ReadonlySet<string>;
  /** Types and root fields of the composed graph. */
  readonly graph: ReadonlySet<string>;
  /** What the template itself uses for something else. */
  readonly words: ReadonlySet<string>;
}

/** The noun unless one is said: what reporting makes is a report, and of tickets each is a ticket. */
export function nounOf(domain: string): string {
  const [, stem = domain] = /^([a-z]{3,})(?:ing|s)$/.exec(domain.replace(/ies$/, 'ys')) ?? [];
  return stem;
}

export function namesOf(domain: string, noun: string): Names {
  return { domain, noun, plural: pluralOf(noun) };
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The template's text for these names: it is a domain itself, called reporting, whose noun is report. */
export function rename(text: string, { domain, noun, plural }: Names, port: number): string {
  const forms: Readonly<Record<string, string>> = { reporting: domain, reports: plural, report: noun };
  return text
    .replace(
      /\b([Aa])n? (?=report(?!ing|s))/g,
      (_, article: string) => `${article}${/^[aeiou]/.test(noun) ? 'n' : ''} `,
    )
    .replace(/"port": \d+/, `"port": ${port}`)
    .replace(/reporting|reports|report/gi, (found) => likeCaseOf(found, forms[found.toLowerCase()] ?? found));
}

function likeCaseOf(found: string, word: string): string {
  if (found === found.toUpperCase()) return word.toUpperCase();
  return found.charAt(0) === found.charAt(0).toUpperCase() ? capitalised(word) : word;
}
