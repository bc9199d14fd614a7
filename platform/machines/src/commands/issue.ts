import { randomUUID } from 'node:crypto';
import type { Command, Context, Given } from '../command.js';
import { hasSecret } from '../apply/file-shape.js';
import { change } from '../gateway/change.js';
import { findMachine, findRuntimeIds } from '../gateway/find.js';
import { ISSUE } from '../operations/credentials.js';
import { misused } from '../problem.js';
import { readPublicJwk } from '../secrets/public-jwk.js';
import { keepSecretOf, reserveAsSaid, SECRET_OPTIONS, secretLines } from '../secrets/secret-options.js';
import { listing } from '../terminal/table.js';
import { minute } from '../terminal/time.js';

export const issue: Command = {
  name: 'issue',
  usage: '--machine MACHINE --name NAME --purpose TEXT --ceiling ACTION… --expires-in-days N --secret-file FILE',
  summary: 'issues a credential for an active machine identity; its secret goes to a file',
  about: `
The ceiling is within what the machine answers for, and you must hold each action yourself. The secret is shown once: to
the file, or with --show-secret to you. Everybody who has seen one is known to the passport, and it counts when they leave.

  bailiwick issue --machine ledger-export --name nightly --purpose "The nightly copy." \\
    --ceiling billing.account.read --ceiling platform.use --runtime build-runners --expires-in-days 90 \\
    --rotate-every-days 30 --secret-file nightly.key`,
  options: {
    machine: { type: 'string', value: 'MACHINE', help: 'for which machine identity, name or id' },
    name: { type: 'string', value: 'NAME', help: 'its name, for people' },
    purpose: { type: 'string', value: 'TEXT', help: 'what it is for' },
    kind: { type: 'string', value: 'KIND', help: 'what proves the identity (default API_KEY)' },
    ceiling: { type: 'string', value: 'ACTION', multiple: true, help: 'an action that it allows, and nothing beyond' },
    runtime: {
      type: 'string',
      value: 'RUNTIME',
      multiple: true,
      help: 'a runtime that it may be used from, name or id',
    },
    network: { type: 'string', value: 'CIDR', multiple: true, help: 'a network that it may be used from' },
    'expires-in-days': { type: 'string', value: 'N', help: 'when it ends: there is no credential without an end' },
    'rotate-every-days': { type: 'string', value: 'N', help: 'how often its secret is to be replaced' },
    'overlap-hours': { type: 'string', value: 'N', help: 'how long each rotation accepts both secrets' },
    'public-jwk': {
      type: 'string',
      value: 'FILE',
      help: 'PRIVATE_KEY_JWT: the public key, a JWK; its private one stays where it is',
    },
    'federation-issuer': { type: 'string', value: 'URL', help: 'FEDERATED_OIDC: whose tokens are taken' },
    'federation-subject': { type: 'string', value: 'PATTERN', help: 'FEDERATED_OIDC: what the subject must look like' },
    'federation-audience': { type: 'string', value: 'TEXT', help: 'FEDERATED_OIDC: whom the token must be made for' },
    'federation-jwks': { type: 'string', value: 'URL', help: 'FEDERATED_OIDC: where the issuer’s keys are' },
    'max-uses': { type: 'string', value: 'N', help: 'how many exchanges it is good for' },
    ...SECRET_OPTIONS,
  },
  words: { least: 0, most: 0 },
  run: async (context) => {
    const { given, gateway: open } = context;
    const shape = { ...readShape(given), ...(await readProof(context)) };
    const reference = given.needed('machine');
    const gateway = await open();
    const machine = await findMachine(gateway, reference);
    const runtimeIds = await findRuntimeIds(gateway, given.texts('runtime'));
    const input = { ...shape, machineIdentityId: machine.id, runtimeIds, idempotencyKey: randomUUID() };
    const make = () => change(gateway, ISSUE, input);
    const { credential, secret } = hasSecret(shape)
      ? await keepSecretOf(await reserveAsSaid(context), make, LOST)
      : await make();
    return {
      text: listing([
        ['issued', `${credential?.name ?? ''} for ${machine.name}`],
        ['id', credential?.id ?? null],
        ['key', credential?.hint ?? null],
        ['expires', minute(credential?.expiresAt)],
        ...secretLines(context, { secret }),
      ]),
      json: { credential, ...(given.flag('show-secret') && { secret }) },
    };
  },
};

const LOST = 'Find it with bailiwick list credentials, and give it a new one with bailiwick rotate.';

/** What a credential without a secret is proven with. Left out where it is not said. */
async function readProof({ given, world }: Context) {
  const publicJwk = await readPublicJwk({ given, world });
  const overlapHours = given.whole('overlap-hours');
  return {
    ...(overlapHours !== null && { overlapHours }),
    ...(publicJwk !== null && { publicJwk }),
    ...(given.text('federation-issuer') !== null && {
      federation: {
        issuer: given.needed('federation-issuer'),
        subjectPattern: given.needed('federation-subject'),
        audience: given.needed('federation-audience'),
        jwksUri: given.needed('federation-jwks'),
      },
    }),
  };
}

function readShape(given: Given) {
  const expiresInDays = given.whole('expires-in-days');
  if (expiresInDays === null)
    throw misused(
      '--expires-in-days is missing: there is no credential without an end.',
      'Add, say, --expires-in-days 90.',
    );
  return {
    name: given.needed('name'),
    purpose: given.needed('purpose'),
    kind: given.text('kind') ?? 'API_KEY',
    ceiling: given.texts('ceiling'),
    networks: given.texts('network'),
    expiresInDays,
    rotateEveryDays: given.whole('rotate-every-days'),
    maxUses: given.whole('max-uses'),
  };
}
