import { allow, type Actor, type Decision } from '@bailiwick/decision';
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
  return allow({ tenant: newTenant(created, slug.value, name.value), ownerEmail: ownerEmail.value });
}

function newTenant(
  created: { readonly id: string; readonly by: Actor; readonly now: Date },
  slug: string,
  name: string,
): Tenant {
  const { id, by, now } = created;
  return {
    id,
    slug,
    name,
    kind: 'CUSTOMER',
    state: 'PROVISIONING',
    stateSince: now,
    stateNote: null,
    activatedAt: null,
    createdAt: now,
    createdBy: by,
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
