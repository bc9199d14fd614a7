import { insideTransaction } from '@bailiwick/database';

/** A question over HTTP while a transaction is open would hold its locks for as long as a stranger likes. */
export function refuseInsideTransaction(): void {
  if (insideTransaction()) throw new Error('Access was asked inside a transaction. Ask first, then open it.');
}
