import { readFileSync } from 'node:fs';
import type { ReasonEntry } from '@bailiwick/decision';
import { DEFINITIONS } from '../domains.js';
import { fillBlocks } from './blocks.js';
import { gatewayTable } from './gateway-table.js';
import { reasonTables } from './reason-tables.js';
import { readRefusals } from './refused-with.js';

export const ERRORS_PAGE = new URL('../../../../docs/errors.md', import.meta.url);
const API = new URL('../../../../schema/api.graphql', import.meta.url);

/** docs/errors.md as it should be: its own words, and what the registries, the gateway and the schema say. */
export function writeErrorsPage(page: string = readFileSync(ERRORS_PAGE, 'utf8')): string {
  const registries = DEFINITIONS.map(({ name, reasons }) => ({
    name,
    entries: new Map(Object.entries<ReasonEntry>(reasons.entries)),
  }));
  const isCode = (code: string): boolean => registries.some(({ entries }) => entries.has(code));
  const refusals = readRefusals(readFileSync(API, 'utf8'), isCode);
  return fillBlocks(page, { gateway: gatewayTable(), reasons: reasonTables(registries, refusals) });
}
