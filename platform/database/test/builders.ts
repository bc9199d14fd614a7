import type { Generated } from 'kysely';
import type { DomainSource } from '../src/index.js';

export interface NoteTables {
  note: { tenant_id: Generated<string>; id: Generated<string>; text: string; size: Generated<string> };
  colour: { name: string };
  outbox: { tenant_id: string | null; id: Generated<string>; xid: Generated<string>; type: string; subject: string; time: Generated<Date>; request_id: string | null; data: unknown };
}

export const NOTES: DomainSource = { name: 'notes', directory: new URL('./domain/', import.meta.url) };
