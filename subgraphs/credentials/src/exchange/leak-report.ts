import { randomUUID } from 'node:crypto';
import type { Database } from '@bailiwick/database';
import type { PublicRoute, ServiceResponse } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { isVersionAlive } from '../domain/credential.js';
import { parseKey } from '../domain/secret-format.js';
import type { CredentialsSettings, Pepper } from '../settings.js';
import { findProofs, type StoredProof } from '../store/credential-proof.js';
import { listTenantsOfReference } from '../store/directory.js';
import { planCompromise } from '../store/leak.js';
import type { CredentialsTables } from '../store/tables.js';
import { isSecretOf } from '../trust/hash-secret.js';
import { jsonOf } from './json-of.js';
import { NOBODYS } from './judge-at-its-home.js';
import type { ReportLimit } from './report-limit.js';

interface LeakServices {
  readonly database: Database<CredentialsTables>;
  readonly settings: CredentialsSettings;
  readonly clock: () => Date;
  readonly limit: ReportLimit;
}

const BODY_BYTES_MAX = 4_096;
const form = z.object({ secret: z.string().min(1).max(1_000) });

/**
 * POST /leak-report: whoever found a secret shows it, as JSON or a form. The answer is the same for every secret, and so is
 * the work before it: one look-up, one comparison, one planned row, which names the credential or nothing. What follows from it
 * is done by the clock, so that an answered report survives a restart. The secret is kept nowhere.
 */
export function leakReportRoute(services: LeakServices): PublicRoute {
  return {
    method: 'POST',
    path: '/leak-report',
    handle: async ({ body, headers, address }) => {
      const waitSeconds = services.limit.take(address, services.clock());
      if (waitSeconds !== null) return tooMany(waitSeconds);
      if (body.length > BODY_BYTES_MAX) return refusal(413, `A report has at most ${BODY_BYTES_MAX} bytes.`);
      const secret = readSecret(body, headers['content-type']);
      if (secret === null) return refusal(400, 'A report is {"secret": "…"}, as JSON or as a form.');
      await take(services, secret);
      return THANKS;
    },
  };
}

/** What is no key of ours is looked for like one: under a reference that nobody has. */
const NOBODYS_REFERENCE = '--------';

async function take({ database, settings, clock }: LeakServices, secret: string): Promise<void> {
  const reference = parseKey(secret)?.reference ?? NOBODYS_REFERENCE;
  const homes = await database.inSystem('directory', (tx) => listTenantsOfReference(tx, reference));
  const now = clock();
  for (const home of homes.length === 0 ? [NOBODYS] : homes)
    await database.inTenant(home, async (tx) => {
      const found = await findProofs(tx, reference);
      const leaked = found === null ? null : leakedOf(found, secret, settings.peppers(), now);
      await planCompromise(tx, leaked ?? randomUUID(), now);
    });
}

/**
 * Whatever kind of secret it is. One that was replaced opens nothing, so nothing ends because of it. One that waits for a second
 * person would open everything once they have agreed.
 */
function leakedOf(
  { credentialId, proofs }: { readonly credentialId: string; readonly proofs: readonly StoredProof[] },
  secret: string,
  peppers: readonly Pepper[],
  now: Date,
): string | null {
  const shown = proofs.filter((proof) => isSecretOf(proof, secret, peppers, now));
  return shown.some((version) => isVersionAlive(version, now)) ? credentialId : null;
}

function readSecret(body: Buffer, contentType: string | undefined): string | null {
  const isForm = contentType?.startsWith('application/x-www-form-urlencoded') === true;
  const parsed = form.safeParse(isForm ? Object.fromEntries(new URLSearchParams(body.toString('utf8'))) : jsonOf(body));
  return parsed.success ? parsed.data.secret.trim() : null;
}

const THANKS: ServiceResponse = {
  status: 202,
  body: { received: true, message: 'Thank you. If this opens anything, it does no longer, and its owners are told.' },
};

function refusal(status: number, problem: string): ServiceResponse {
  return { status, body: { error: 'invalid_request', error_description: problem } };
}

function tooMany(seconds: number): ServiceResponse {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { error: 'slow_down', error_description: 'That is many reports at once. Try again in a while.' },
  };
}
