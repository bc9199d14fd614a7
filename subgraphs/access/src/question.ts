import type { AccessCheck } from '@bailiwick/subgraph-host';
import type { Question } from './evaluation.js';

/** Of the properties only `role_id` means something: may that role be given? What is no text names no role, which is a no. */
export function questionOf({ action, resource, properties }: AccessCheck): Question {
  const roleId = properties?.['role_id'] ?? null;
  return { action, resource: resource ?? null, roleId: roleId === null || typeof roleId === 'string' ? roleId : '' };
}
