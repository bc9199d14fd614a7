/** The six sections of Settings. Each is a domain boundary. */
export type SettingsSectionKey = 'USERS' | 'ORGANIZATION' | 'BILLING' | 'REPORTING' | 'INTEGRATIONS' | 'PLATFORM_SETUP';

/** Who owns a rule. Open, so that a fifth domain needs no change here; the graph's `Domain` enum is the closed list. */
export type Domain = Uppercase<string>;

/** `<domain>.<snake_case>`, registered once by its owner and never renamed. */
export type ReasonCode = `${string}.${string}`;

/** What would change the answer, and who can do it. */
export interface Remedy {
  readonly label: string;
  readonly section: SettingsSectionKey | null;
  readonly requiredPermission: string | null;
}

/** Why. Written once by the domain that owns the rule, carried byte for byte by everybody else. `since` is RFC 3339. */
export interface Reason {
  readonly code: ReasonCode;
  readonly owner: Domain;
  readonly message: string;
  readonly since: string | null;
  readonly remedy: Remedy | null;
}

/** Values for the `{placeholders}` of a registered sentence. Never a secret: sentences are shown and logged. */
export type ReasonFacts = Readonly<Record<string, string | number>>;

/**
 * Where a caller meets a reason, besides answers that merely tell it (a state, a badge, a link of a chain): as access's
 * verdict, in a mutation's `errors`, or nowhere, because only our own log has it.
 */
export type Meeting = 'DECISION' | 'CHANGE' | 'LOG';

/** One line of a registry: the sentence, what to do, where it is met, and how a mutation's `errors` type it. */
export interface ReasonEntry {
  readonly sentence: string;
  readonly remedy?: {
    readonly label: string;
    readonly section?: SettingsSectionKey;
    readonly requiredPermission?: string;
  };
  /** GraphQL type of the error in a payload. `RuleRefused` unless the domain's schema has a more telling one. */
  readonly errorType?: string;
  readonly met?: readonly Meeting[];
  /** The HTTP status with which the exchange of a credential ends for this reason. */
  readonly exchange?: 400 | 401 | 403 | 503;
}

/** Every code of one domain, with the sentence and the remedy. */
export interface ReasonRegistry<Code extends ReasonCode = ReasonCode> {
  readonly domain: Domain;
  readonly codes: readonly Code[];
  readonly entries: Readonly<Record<Code, ReasonEntry>>;
  readonly has: (code: ReasonCode) => code is Code;
  /** A method, so that a registry of known codes is a registry. */
  reason(code: Code, details?: { readonly facts?: ReasonFacts; readonly since?: Date | null }): Reason;
}

/** Codes that every domain has, because every domain takes input, keeps versions and remembers idempotency keys. */
type CommonCode<Prefix extends string> =
  `${Prefix}.invalid_input` | `${Prefix}.not_found` | `${Prefix}.version_conflict` | `${Prefix}.idempotency_key_reused`;

const COMMON: Readonly<Record<string, ReasonEntry>> = {
  invalid_input: {
    sentence: '{problem}',
    remedy: { label: 'Correct the field named in path and send it again.' },
    errorType: 'InvalidInput',
    met: ['CHANGE'],
  },
  not_found: {
    sentence: 'There is no such {what} in this tenant.',
    remedy: { label: 'Check the id, and the tenant that you act in.' },
    errorType: 'InvalidInput',
    met: ['CHANGE'],
  },
  version_conflict: {
    sentence: 'Somebody changed this since you read it; it is at version {currentVersion} now.',
    remedy: { label: 'Read it again and repeat the change on the new version.' },
    errorType: 'VersionConflict',
    met: ['CHANGE'],
  },
  idempotency_key_reused: {
    sentence: 'This idempotency key was used for a different input.',
    remedy: { label: 'Use a new key for a new intention, and the old key only to repeat the same input.' },
    errorType: 'InvalidInput',
    met: ['CHANGE'],
  },
};

/** The same entries, all met there. */
export function metIn<Code extends string>(
  met: readonly Meeting[],
  entries: Readonly<Record<Code, ReasonEntry>>,
): Readonly<Record<Code, ReasonEntry>> {
  const list: readonly [string, ReasonEntry][] = Object.entries(entries);
  return Object.fromEntries(list.map(([code, entry]) => [code, { ...entry, met }])) as Record<Code, ReasonEntry>; // the same keys
}

/**
 * Registers a domain's reason codes. Throws at start-up when a code's prefix is not the domain's: a code's prefix is
 * what tells a reader whose rule it was.
 */
export function registerReasons<Name extends string, Code extends `${Name}.${string}`>(
  prefix: Name,
  own: Readonly<Record<Code, ReasonEntry>>,
): ReasonRegistry<Code | CommonCode<Name>> {
  type All = Code | CommonCode<Name>;
  const common = Object.entries(COMMON).map(([name, entry]) => [`${prefix}.${name}`, entry]);
  const entries = Object.fromEntries([...common, ...Object.entries(own)]) as Record<All, ReasonEntry>; // keys are checked below
  const codes = Object.keys(entries) as All[]; // the record's own keys
  const stranger = codes.find((code) => !/^[a-z]+\.[a-z0-9_]+$/.test(code) || !code.startsWith(`${prefix}.`));
  if (stranger !== undefined) throw new Error(`Reason code ${stranger} does not belong to the domain ${prefix}.`);
  const domain: Domain = prefix.toUpperCase() as Uppercase<string>;
  return {
    domain,
    codes,
    entries,
    has: (code): code is All => Object.hasOwn(entries, code),
    reason: (code, details = {}) =>
      writeReason(domain, code, entries[code], details.facts ?? {}, details.since ?? null),
  };
}

function writeReason(
  owner: Domain,
  code: ReasonCode,
  entry: ReasonEntry,
  facts: ReasonFacts,
  since: Date | null,
): Reason {
  const remedy = entry.remedy && {
    label: fillIn(entry.remedy.label, facts),
    section: entry.remedy.section ?? null,
    requiredPermission: entry.remedy.requiredPermission ?? null,
  };
  return {
    code,
    owner,
    message: fillIn(entry.sentence, facts),
    since: since?.toISOString() ?? null,
    remedy: remedy ?? null,
  };
}

function fillIn(sentence: string, facts: ReasonFacts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? 'unknown'));
}
