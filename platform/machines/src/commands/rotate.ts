import { randomUUID } from 'node:crypto';
import type { Command, Context, Outcome } from '../command.js';
import { change } from '../gateway/change.js';
import { BEGIN_ROTATION, waits, type Rotation } from '../operations/rotation.js';
import { misused } from '../problem.js';
import { readPublicJwk } from '../secrets/public-jwk.js';
import { WAITING } from '../secrets/secret-file.js';
import { keepSecretOf, reserveAsSaid, SECRET_OPTIONS, secretLines } from '../secrets/secret-options.js';
import { describeRotation } from './describe-rotation.js';
import { abortRotation, completeRotation, showRotation } from './go-on-rotating.js';
import { watchRotation } from './watch-rotation.js';

type Way = (context: Context) => Promise<Outcome>;

const WAYS: Readonly<Record<string, Way>> = {
  status: showRotation,
  watch: watchRotation,
  complete: completeRotation,
  abort: abortRotation,
};

export const rotate: Command = {
  name: 'rotate',
  usage: 'CREDENTIAL --secret-file FILE | --status | --watch | --complete [--force] | --abort',
  summary: 'gives a credential a new secret beside the old one, and shows who still uses the old',
  about: `
CREDENTIAL is its id. Both secrets are accepted until every caller that was seen has moved, or the overlap ends; then the
rotation completes by itself. FILE may be the one that holds the old secret: it is replaced in one step. A credential that
is proven by a private key gets its new public key instead, and needs no file for a secret. Where the tenant wants four eyes
the new secret is refused until somebody else has approved it, and kept as FILE.waiting: callers go on with the old one.

  bailiwick rotate d0000000-0000-4000-8000-000000000001 --overlap-hours 48 --secret-file nightly.key
  bailiwick rotate d0000000-0000-4000-8000-000000000001 --public-jwk new-public.json
  bailiwick rotate d0000000-0000-4000-8000-000000000001 --status
  bailiwick rotate d0000000-0000-4000-8000-000000000001 --complete`,
  options: {
    'overlap-hours': { type: 'string', value: 'N', help: 'how long the old secret is accepted beside the new one' },
    'public-jwk': { type: 'string', value: 'FILE', help: 'PRIVATE_KEY_JWT: the new public key, a JWK' },
    status: { type: 'boolean', help: 'shows the rotation: how many have moved, and who has not' },
    watch: { type: 'boolean', help: 'shows it until it has ended; ends with 1 when it was aborted' },
    complete: { type: 'boolean', help: 'ends the old secret now; refused while callers still use it' },
    force: { type: 'boolean', help: 'with --complete: even so. They fail from then on' },
    abort: { type: 'boolean', help: 'ends the new secret; the old one goes on' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
    ...SECRET_OPTIONS,
  },
  words: { least: 1, most: 1 },
  run: async (context) => wayOf(context)(context),
};

/** What would be ignored is refused: whoever says it means something by it. */
function wayOf({ given }: Pick<Context, 'given'>): Way {
  const [name, another] = Object.keys(WAYS).filter((each) => given.flag(each));
  if (another !== undefined) throw misused(`--${name ?? ''} and --${another} are two things.`, 'Say one of them.');
  if (given.flag('force') && name !== 'complete')
    throw misused('--force goes with --complete.', 'bailiwick rotate CREDENTIAL --complete --force');
  const ofBeginning = ['overlap-hours', 'public-jwk', 'secret-file'].find((each) => given.text(each) !== null);
  if (name !== undefined && ofBeginning !== undefined)
    throw misused(`--${ofBeginning} begins a rotation, --${name} is for one that has begun.`, 'Say one of them.');
  return WAYS[name ?? ''] ?? begin;
}

async function begin(context: Context): Promise<Outcome> {
  const { given, style, gateway: open } = context;
  const credentialId = given.words[0] ?? '';
  const publicJwk = await readPublicJwk(context);
  const input = { credentialId, overlapHours: given.whole('overlap-hours'), idempotencyKey: randomUUID() };
  const make = async () => change(await open(), BEGIN_ROTATION, { ...input, publicJwk });
  const made =
    publicJwk === null ? await keepSecretOf(await reserveAsSaid(context), make, lostOf(credentialId)) : await make();
  const { rotation, secret } = made;
  const next: readonly [string, string] = ['next', nextAfter(made, context)];
  return {
    text: describeRotation(rotation, [...secretLines(context, made), next], style),
    json: { rotation, ...(given.flag('show-secret') && { secret }) },
  };
}

function nextAfter({ rotation }: { readonly rotation: Rotation | null }, { given }: Pick<Context, 'given'>): string {
  const [credentialId, file] = [given.words[0] ?? '', given.text('secret-file')];
  if (!waits(rotation)) return `bailiwick rotate ${credentialId} --watch`;
  const move = file === null ? '' : `; then mv ${file}${WAITING} ${file}`;
  return `somebody else: bailiwick approve ${credentialId}${move}`;
}

function lostOf(credentialId: string): string {
  return `bailiwick rotate ${credentialId} --abort, then begin again.`;
}
