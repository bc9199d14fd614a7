import { z } from 'zod';

const text = (most: number) =>
  z
    .string()
    .min(1, 'It is empty.')
    .max(most, `It has more than ${most} characters.`)
    .refine((value) => value.trim() === value, 'It begins or ends with a space.');
const name = text(80);
const days = (most: number) =>
  z.int('It is a whole number of days.').min(1, 'At least 1.').max(most, `At most ${most}.`);
const environment = z.enum(['live', 'test'], 'It is live or test.');
const actions = z.array(text(200)).min(1, 'Name at least one action.');
const time = z.iso.datetime({ offset: true, error: 'A time such as 2027-01-31T00:00:00Z.' });

/** Who can vouch for a workload, and what its tokens must say. */
const ATTESTOR = z.strictObject({
  issuer: text(500),
  subjectPattern: text(200),
  audience: text(200),
  jwksUri: text(500),
});

const RUNTIME = z.strictObject({
  name,
  kind: text(40),
  environment,
  networks: z.array(text(50)).default([]),
  attestors: z.array(ATTESTOR).default([]),
});

const OWNER = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('TENANT'), team: name.optional() }),
    z.strictObject({ kind: z.literal('PLATFORM'), duty: name }),
    z.strictObject({ kind: z.literal('RUNTIME'), runtime: name }),
    z.strictObject({ kind: z.literal('INTERNAL_SERVICE'), service: name, duty: name }),
    z.strictObject({ kind: z.literal('EXTERNAL_INTEGRATION'), provider: name }),
    z.strictObject({ kind: z.literal('AUTONOMOUS_AGENT'), agent: name }),
  ],
  'An owner has a kind: TENANT, PLATFORM, RUNTIME, INTERNAL_SERVICE, EXTERNAL_INTEGRATION or AUTONOMOUS_AGENT.',
);

/** The first is asked first, the others step in, unless the file says their roles. */
const STEWARD = z.union(
  [text(254), z.strictObject({ person: text(254), role: z.enum(['PRIMARY', 'BACKUP', 'SPONSOR']) })],
  'A steward is an e-mail address or id, or has a person and a role: PRIMARY, BACKUP or SPONSOR.',
);

const CREDENTIAL = z.strictObject({
  name,
  purpose: text(500),
  kind: text(40).default('API_KEY'),
  ceiling: actions,
  runtimes: z.array(name).default([]),
  networks: z.array(text(50)).default([]),
  expiresInDays: days(365),
  rotateEveryDays: days(365).nullable().default(null),
  maxUses: z.int('It is a whole number.').min(1, 'At least 1.').nullable().default(null),
  overlapHours: z.int('It is a whole number of hours.').min(0, 'At least 0.').max(720, 'At most 720.').optional(),
  publicJwk: z
    .record(z.string(), z.unknown(), 'A public key as a JWK, such as { kty: OKP, crv: Ed25519, x: … }.')
    .optional(),
  federation: ATTESTOR.optional(),
  secret: z.strictObject({ file: text(1000) }).optional(),
});

/** What these kinds prove with never passes through here: a private key stays with its machine, a federated one has none. */
export function hasSecret({ kind }: Pick<CredentialEntry, 'kind'>): boolean {
  return kind !== 'PRIVATE_KEY_JWT' && kind !== 'FEDERATED_OIDC';
}

const MACHINE = z.strictObject({
  name,
  environment,
  responsibility: z.strictObject({
    statement: text(1000),
    actions,
    dataClasses: z.array(text(80)).default([]),
    reviewDays: days(365).nullable().default(null),
    endsAt: time.nullable().default(null),
  }),
  owner: OWNER.default({ kind: 'TENANT' }),
  boundary: z
    .enum(
      ['HOME_TENANT_ONLY', 'GRANTED_TENANTS', 'PLATFORM_WIDE'],
      'HOME_TENANT_ONLY, GRANTED_TENANTS or PLATFORM_WIDE.',
    )
    .default('HOME_TENANT_ONLY'),
  stewards: z.array(STEWARD).min(1, 'Somebody answers for a machine: name at least one steward.'),
  runtimes: z.array(name).default([]),
  active: z.boolean('It is true or false.').default(true),
  credentials: z.array(CREDENTIAL).default([]),
});

export const FILE = z.strictObject({
  version: z.literal(1, 'This version of bailiwick reads files with version: 1.'),
  tenant: text(100).optional(),
  runtimes: z.array(RUNTIME).default([]),
  machines: z.array(MACHINE).default([]),
});

export type MachinesFile = z.output<typeof FILE>;
export type RuntimeEntry = z.output<typeof RUNTIME>;
export type MachineEntry = z.output<typeof MACHINE>;
export type CredentialEntry = z.output<typeof CREDENTIAL>;
export type OwnerEntry = z.output<typeof OWNER>;
export type StewardEntry = z.output<typeof STEWARD>;

/** For "did you mean": what a file can say, wherever. */
export const KEYS: readonly string[] = [
  ...new Set(
    [FILE, RUNTIME, MACHINE, MACHINE.shape.responsibility, CREDENTIAL].flatMap(({ shape }) => Object.keys(shape)),
  ),
  ...['file', 'kind', 'team', 'duty', 'service', 'provider', 'agent', 'person', 'role'],
  ...['issuer', 'subjectPattern', 'audience', 'jwksUri'],
];
