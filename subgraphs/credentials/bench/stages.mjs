// What an exchange of the rig's key consists of. The package exports none of it, so it is taken from where it is built.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { parseKey } from '../dist/domain/secret-format.js';
import { mint } from '../dist/exchange/mint.js';
import { weighAtOnce } from '../dist/exchange/weigh-at-once.js';
import { readKeyFacts } from '../dist/store/trust-facts.js';
import { createLastScopes } from '../dist/trust/last-scope.js';
import { exchange } from './rig.mjs';

/** Each by itself, with the functions that an exchange calls. */
export async function stagesOf(rig) {
  const { database, tenantId: home, secret, settings, tokens } = rig;
  const { context, options } = await lastSigned(rig);
  const { credentialId } = context.machine;
  const acting = { id: home, fact: null };
  const presentation = { home, acting, address: '203.0.113.7', requestId: randomUUID(), caller: 'gateway' };
  const services = { settings, clock: () => new Date(), usage: { record: randomUUID }, trustDomain: rig.trustDomain };
  const scopes = { search: (_token, { limits }) => Promise.resolve([...limits]) };
  const minting = { tokens, scopes, clock: services.clock, lastScopes: createLastScopes() };
  const key = parseKey(secret);
  const lookUp = () => database.inTenant(home, (tx) => readKeyFacts(tx, credentialId), { oneRead: true });
  const read = await lookUp();
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = Buffer.from((await tokens.sign(context, options)).token);
  return {
    lookUp,
    rules: () => Promise.resolve(weighAtOnce(services, presentation, { key, credentialId, read })),
    mint: () => mint(minting, context, 30, presentation.requestId),
    signature: () => Promise.resolve(sign(null, text, privateKey)),
  };
}

/** What an exchange signs: for whom, and how. */
async function lastSigned(rig) {
  let seen = null;
  const { sign: original } = rig.tokens;
  rig.tokens.sign = (context, options) => {
    seen = { context, options };
    return original(context, options);
  };
  await exchange(rig);
  rig.tokens.sign = original;
  return seen;
}
