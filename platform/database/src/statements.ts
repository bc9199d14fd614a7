import pg from 'pg';
import { TransactionMisuse } from './errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PRINTABLE = /^[\x20-\x7e]{1,200}$/;
const DOMAIN = /^[a-z][a-z0-9_]{0,39}$/;

export interface TransactionSettings {
  readonly role: string;
  readonly schema: string;
  readonly tenantId: string | null;
  readonly requestId: string | null;
  readonly readOnly: boolean;
}

/**
 * Begins, takes the role and names the tenant in one round trip. Everything is local to the transaction: a pooled
 * connection goes back as it came. `set_config` instead of `set local`, because it takes values and not syntax.
 */
export function beginStatement(settings: TransactionSettings): string {
  const local = [
    setting('search_path', `${settings.schema}, pg_temp`),
    ...scopeSettings(settings.role, settings.tenantId),
  ];
  if (settings.requestId !== null) local.push(setting('bailiwick.request_id', settings.requestId));
  return `begin${settings.readOnly ? ' read only' : ''}; select ${local.join(', ')}`;
}

/** Changes role and tenant in the middle of a transaction. */
export function scopeStatement(role: string, tenantId: string | null): string {
  return `select ${scopeSettings(role, tenantId).join(', ')}`;
}

function scopeSettings(role: string, tenantId: string | null): string[] {
  return [setting('role', role), setting('bailiwick.tenant_id', tenantId ?? '')];
}

function setting(name: string, value: string): string {
  return `set_config('${name}', ${pg.escapeLiteral(value)}, true)`;
}

export function requireTenantId(tenantId: string): string {
  if (!UUID.test(tenantId)) throw new TransactionMisuse('A tenant id must be a UUID.');
  return tenantId;
}

/** It ends in a statement's text, where a NUL would cut the statement short. */
export function requireRequestId(requestId: string): string {
  if (!PRINTABLE.test(requestId)) throw new TransactionMisuse('A request id is 1 to 200 printable ASCII characters.');
  return requestId;
}

/** A domain's name becomes a schema's and the roles' name. */
export function requireDomainName(name: string): string {
  if (!DOMAIN.test(name))
    throw new TypeError(`A domain's name is lower case letters, digits and underscores, not ${JSON.stringify(name)}.`);
  return name;
}
