import type { AccessCheck } from '@bailiwick/subgraph-host';
import type { Question } from './evaluation.js';

/** Of the properties only `role_id` means something: may that role be given? A role that is no text is no role. */
export function questionOf({ action, resource, properties }: AccessCheck): Question {
  const roleId = properties?.['role_id'] ?? null;
  return { action, resource: resource ?? null, roleId: roleId === null ? null : String(roleId) };
}
