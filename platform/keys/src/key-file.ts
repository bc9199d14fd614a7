import { z } from 'zod';

// Messages never quote the input: it is a key file.
const kid = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _');
const time = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time' });
const workload = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be a workload name in lower case');
const times = { kid, signFrom: time, acceptUntil: time.nullable() };
const secret = z.object({ ...times, secret: z.string({ error: 'is missing' }) });

const signingKey = z.object({
  ...times,
  jwk: z.object({ kty: z.string(), crv: z.string(), x: z.string(), d: z.string().optional() }),
});

/** One workload's key file, as JSON. All key material is text here; `parseKeys` turns it into keys. */
export const keyFileSchema = z.object({
  version: z.literal(1, { error: 'must be 1' }),
  workload,
  signingKeys: z.array(signingKey),
  /** Not in the files of older versions: `npm run keys -- add` fills it in. */
  accessTokenKeys: z.array(signingKey).default([]),
  pairSecrets: z.array(secret.extend({ caller: workload, receiver: workload })),
  consistencyKeys: z.array(secret),
  peppers: z.array(secret),
});

export type KeyFile = z.output<typeof keyFileSchema>;
export type SigningKeyEntry = KeyFile['signingKeys'][number];
export type PairSecretEntry = KeyFile['pairSecrets'][number];
export type SecretEntry = KeyFile['consistencyKeys'][number];
/** What every entry has, whatever key it carries. */
export type DatedEntry = Pick<SecretEntry, 'kid' | 'signFrom' | 'acceptUntil'>;
