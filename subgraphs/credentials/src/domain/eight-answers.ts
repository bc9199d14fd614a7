import type { Actor } from '@bailiwick/decision';
import { answered, openUnless, type Answer, type AnswerFacts } from './answer.js';
import { needsApproval } from './approval.js';
import { platformDuty } from './boundary.js';
import { isTerminal, rotationDueAt } from './credential.js';
import { OPEN } from './open-questions.js';
import { ownerStanding, type OwnerStandingCode } from './owner-standing.js';
import { proofKindOf } from './proof-kind.js';
import { OVERLAP_HOURS_DEFAULT } from './rotation.js';
import { activeStewards } from './stewards.js';
import { mayMoveCredential } from './transitions.js';

// Each answer is also read long after the issuing, when a steward or a tenant may be gone: then it says so, and what is open.

export function whoCreatedIt({ credential, knowers }: AnswerFacts): Answer {
  const { createdBy, createdAt, createdVia, kind } = credential;
  const by = `${nameOf(createdBy)} issued it on ${createdAt.toISOString()} by ${createdVia}`;
  const can = kind === 'PRIVATE_KEY_JWT' ? 'brought its key' : 'saw the secret';
  const saw = knowers.map((knower) => `${nameOf(knower.actor)} ${can} on ${knower.saw.toISOString()} (${knower.how})`);
  const isKnown = knowers.length > 0 || proofKindOf(kind) !== 'BEARER';
  const open = openUnless(createdBy.id !== '' && createdVia !== '', OPEN.creator) ?? openUnless(isKnown, OPEN.knower);
  return answered(`${by}.`, [by, ...saw], open);
}

export function whoOwnsIt({ identity, chain, owners, stewards }: AnswerFacts): Answer {
  const labels = owners.map((owner) => owner.label).join(', answerable to ');
  const active = activeStewards(stewards);
  const answer = active.length === 1 ? '1 active steward answers' : `${active.length} active stewards answer`;
  const isThere = chain.owners.every((owner, index) => {
    const rests = owners[index];
    return rests !== undefined && !GONE.has(ownerStanding(owner, rests).code);
  });
  const open =
    openUnless(chain.complete, OPEN.endOfChain) ??
    openUnless(isThere, OPEN.owner) ??
    openUnless(active.length > 0, OPEN.steward);
  const owned = labels === '' ? 'owned by nobody who is known' : `owned by ${labels}`;
  return answered(
    `It belongs to ${identity.name}, ${owned}; ${answer} for it.`,
    [`machine identity ${identity.id}`, ...active.map((steward) => `steward ${steward.personId} (${steward.role})`)],
    open,
  );
}

export function whichTenant({ credential, identity, homeTenant }: AnswerFacts): Answer {
  const name =
    homeTenant === null ? 'a tenant that identity has not told us of' : `${homeTenant.name} (${homeTenant.slug})`;
  const isHome = homeTenant?.tenantId === credential.tenantId && identity.tenantId === credential.tenantId;
  const evidence = `tenant ${credential.tenantId}`;
  return answered(`It belongs to ${name}, and that never changes.`, [evidence], openUnless(isHome, OPEN.tenant));
}

export function mayItCrossTenants({ identity: { boundary, owner } }: AnswerFacts): Answer {
  const duty = platformDuty(owner);
  const evidence = `boundary ${boundary}`;
  if (boundary === 'HOME_TENANT_ONLY') return answered('No, it acts in its home tenant only.', [evidence]);
  if (boundary === 'GRANTED_TENANTS')
    return answered('Only into tenants that have consented, and none has.', [evidence]);
  if (duty === null)
    return answered('No: it was meant to, and no duty of the platform lets it.', [evidence], OPEN.duty);
  return answered(`Yes, by the platform duty ${duty}.`, [evidence, `duty ${duty}`]);
}

export function whichRuntimes({ credential, runtimes }: AnswerFacts): Answer {
  const { networks, runtimeIds } = credential;
  const from = networks.length === 0 ? 'from any network' : `from ${networks.join(', ')}`;
  if (runtimeIds.length === 0)
    return answered(`Any runtime, ${from}; being unbound caps its trust at T1.`, ['bound to no runtime', from]);
  const lost = runtimeIds.findIndex((id) => !runtimes.some((runtime) => runtime.id === id));
  const canBeShown = runtimes.every((runtime) => runtime.networks.length + runtime.attestors.length > 0);
  const open =
    openUnless(lost < 0, { ...OPEN.runtime, path: ['runtimeIds', String(lost)] }) ?? openUnless(canBeShown, OPEN.sight);
  const names = runtimes.map((runtime) => runtime.name).join(', ') || 'runtimes that are not there';
  const shown = runtimes.map((runtime) => {
    const by = [...runtime.networks, ...runtime.attestors.map(({ issuer }) => issuer)];
    return `runtime ${runtime.id} is shown by ${by.join(', ') || 'nothing'}`;
  });
  return answered(`Only ${names}, ${from}.`, [`bound to ${runtimeIds.join(', ')}`, ...shown], open);
}

export function howIsItRotated({ credential, policy }: AnswerFacts): Answer {
  const { kind, federation, createdAt, expiresAt, rotateEveryDays, overlapHours } = credential;
  const hasEnd = openUnless(expiresAt > createdAt, OPEN.expiry);
  const ends = isoOf(expiresAt);
  if (kind === 'FEDERATED_OIDC') {
    const issuer = federation?.issuer ?? 'an issuer that is not named';
    const text = `Nothing of it is a secret: ${issuer} vouches for the workload, and replaces its own keys. It ends on ${ends} at the latest.`;
    const keys = federation === null ? [] : [`keys at ${federation.jwksUri}`];
    return answered(text, [`expires ${ends}`, ...keys], hasEnd ?? openUnless(federation !== null, OPEN.issuer));
  }
  const due = credential.rotateBy ?? rotationDueAt(credential);
  const rhythm = rotateEveryDays === null ? 'At the will of its stewards' : `Every ${rotateEveryDays} days`;
  const next = due === null ? rhythm : `${rhythm}, next by ${isoOf(due)}`;
  const overlap = `its old and its new secret are accepted for up to ${overlapHours ?? OVERLAP_HOURS_DEFAULT} hours while the callers move`;
  const agreed = needsApproval(credential.ceiling, policy) ? ' once a second person has approved the new one' : '';
  const text = `${next}, by the mutation beginRotation: ${overlap}${agreed}. It ends on ${ends} at the latest.`;
  const { pendingVersion } = credential;
  const waits = pendingVersion === null ? [] : [`version ${pendingVersion} waits for a second person`];
  return answered(text, [`expires ${ends}`, ...waits], hasEnd);
}

/** From every state there is a way to the end, unless it has ended; the table of moves says so, and issuing looks. */
export function howIsItRevoked({ credential: { state, stateSince } }: AnswerFacts): Answer {
  const text =
    'By the mutation revoke, alone or with all that it has in common with others: its machine, owner, runtime, issuer or whoever has seen it. Gateways refuse its tokens within a second. It is never undone.';
  const canEnd = isTerminal(state) || mayMoveCredential(state, 'REVOKED');
  return answered(text, [`it is ${state} since ${isoOf(stateSince)}`], openUnless(canEnd, OPEN.wayOut));
}

/** Nothing can be missing: what is not written down is not answered either (decision 21). */
export function howIsItAudited({ credential: { lastUsed, uses }, decisionsRecorded }: AnswerFacts): Answer {
  const last =
    lastUsed === null
      ? 'never used'
      : `last used on ${isoOf(lastUsed.at)} from ${lastUsed.address ?? 'an unknown address'}`;
  return answered(
    'Every denial is kept as a decision, uses are counted by the minute, and all of it, with every change, is in the tenant’s chained log.',
    [`${decisionsRecorded} trust decisions`, `${uses} exchanges, ${last}`],
  );
}

/** A suspended owner still owns; one that is unknown or has left does not. */
const GONE: ReadonlySet<OwnerStandingCode> = new Set(['UNKNOWN', 'LEFT']);

function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString();
}

function nameOf(actor: Actor): string {
  return `${actor.label} (${actor.kind.toLowerCase()} ${actor.id})`;
}
