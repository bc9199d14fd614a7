import type { DomainSource } from '../migration/files.js';
import type { Database } from '../types.js';

export async function verifyIsolation<Tables>(_database: Database<Tables>, _domain: DomainSource): Promise<void> {}
