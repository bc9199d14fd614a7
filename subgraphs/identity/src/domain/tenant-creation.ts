import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import type { IdentityCode } from './reasons.js';
import type { Tenant } from './tenant.js';
import { decideEmail, decideWords, invalid } from './words.js';

const SLUG = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RESERVED = new Set([
  'admin',
  'api',
  'auth',
  'bailiwick',
  'gateway',
  'graphql',
  'internal',
  'platform',
  'system',
  'www',
]);

export interface TenantRequest {
  readonly slug: string;
  readonly name: string;
  readonly ownerEmail: string;
}

/**
 * A new tenant starts in PROVISIONING. Its slug is an address that people type and may not look like an id, because
 * `X-Tenant` takes either.
 */
export function decideTenantCreation(
  request: TenantRequest,
  created: { readonly id: string; readonly by: Actor; readonly now: Date },
): Decision<{ readonly tenant: Tenant; readonly ownerEmail: string }, IdentityCode> {
  const slug = decideSlug(request.slug);
  if (!slug.allowed) return slug;
  const name = decideWords(request.name, 'name', { min: 2, max: 120 });
  if (!name.allowed) return name;
  const ownerEmail = decideEmail(request.ownerEmail, 'ownerEmail');
  if (!ownerEmail.allowed) return ownerEmail;
  const plan = { id: created.id, slug: slug.value, name: name.value, kind: 'CUSTOMER' } as const;
  return allow({ tenant: newTenant(plan, created.by, created.now), ownerEmail: ownerEmail.value });
}

/** Tenants are made from the platform's own: what an operator does inside a customer's tenant stays in it. */
export function decideCreator(own: Pick<Tenant, 'kind'> | null): Decision<undefined, 'identity.operators_only'> {
  return own?.kind === 'PLATFORM' ? allow() : refuse('identity.operators_only');
}

/** Every tenant begins in PROVISIONING, at version 1. */
export function newTenant(plan: Pick<Tenant, 'id' | 'slug' | 'name' | 'kind'>, createdBy: Actor, now: Date): Tenant {
  const { id, slug, name, kind } = plan;
  return {
    ...{ id, slug, name, kind },
    state: 'PROVISIONING',
    stateSince: now,
    stateNote: null,
    activatedAt: null,
    createdAt: now,
    createdBy,
    version: 1,
  };
}

function decideSlug(slug: string): Decision<string, 'identity.invalid_input'> {
  if (slug.length < 3 || slug.length > 40 || !SLUG.test(slug)) {
    const problem = 'slug needs 3 to 40 characters: lower-case letters, digits and single hyphens, a letter first.';
    return invalid('slug', problem);
  }
  if (UUID.test(slug)) return invalid('slug', 'slug must not look like an id.');
  if (RESERVED.has(slug)) return invalid('slug', `slug ${slug} is reserved; choose another.`);
  return allow(slug);
}
