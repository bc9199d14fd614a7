import type { BulkAnswer, BulkOperation } from '../operations/bulk.js';
import type { Style } from '../terminal/style.js';
import { indented, listing, table } from '../terminal/table.js';
import { minute } from '../terminal/time.js';

/** How many, whose, and some of them by name: a filter that means more than was wanted is seen here. */
export function describeRadius({ matched, machines, owners, sample }: BulkAnswer, style: Style): string {
  if (matched === 0) return 'No credentials match.\n';
  const rows = sample.map(({ name, machineIdentity, state, hint, id }) => [
    ...[name, machineIdentity.name, state],
    ...[hint, id],
  ]);
  const title = `${many(matched, 'credential')} of ${many(machines, 'machine identity', 'machine identities')} and ${many(owners, 'owner')}`;
  const more = matched > sample.length ? `  and ${matched - sample.length} more\n` : '';
  return `${style.bold(title)}\n${indented(table(['NAME', 'MACHINE', 'STATE', 'KEY', 'ID'], rows))}${more}`;
}

export function describeBulk(operation: BulkOperation | null): string {
  if (operation === null) return 'Nothing was changed.\n';
  const { id, kind, matched, changed, startedBy, startedAt, finishedAt } = operation;
  const isRotation = kind === 'ROTATE';
  return listing([
    [isRotation ? 'secrets that end' : 'revoked', `${changed} of ${matched}`],
    ['begun', `${minute(startedAt)} by ${startedBy.label}`],
    ['finished', finishedAt === null ? 'not yet' : minute(finishedAt)],
    ['id', id],
    ['next', isRotation ? 'for each: bailiwick rotate CREDENTIAL --secret-file FILE' : null],
  ]);
}

function many(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
