import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import type { Gateway } from '../gateway/gateway.js';
import { ISSUE, REVOKE } from '../operations/credentials.js';
import { ACTIVATE, DECLARE, SET_STEWARDS } from '../operations/machines.js';
import { REGISTER_RUNTIME } from '../operations/runtimes.js';
import { Problem } from '../problem.js';
import type { ReservedSecret } from '../secrets/secret-file.js';
import { inBook, type Book } from './book.js';
import { declareInput, issueInput } from './inputs.js';
import { hasSecret } from './file-shape.js';
import { intentionKey } from './intention.js';
import type { Step } from './plan.js';

export interface Hands {
  readonly gateway: Gateway;
  readonly book: Book;
  /** Takes the place of a secret before it is made. */
  readonly reserve: (name: string) => Promise<ReservedSecret>;
}

/** One step, whole. What it made is in the book afterwards. */
export async function carryOut(step: Step, hands: Hands): Promise<void> {
  const { gateway, book } = hands;
  switch (step.do) {
    case 'register': {
      const { runtime } = await change(gateway, REGISTER_RUNTIME, keyed(step.do, step.runtime));
      if (runtime !== null) book.runtimes.set(step.runtime.name, runtime.id);
      return;
    }
    case 'declare': {
      const input = keyed(step.do, declareInput(step.machine, book), step.namesakes);
      return note(book, step.machine.name, await change(gateway, DECLARE, input));
    }
    case 'activate': {
      const { id, version } = inBook(book.machines, step.machine);
      const input = keyed(step.do, { id, expectedVersion: version });
      return note(book, step.machine, await change(gateway, ACTIVATE, input));
    }
    case 'name stewards':
      return nameStewards(step, hands);
    case 'issue':
      return issue(step, hands);
    case 'revoke': {
      const target = { scope: 'CREDENTIAL', targetId: step.id, reason: 'CEASED', note: step.note };
      await change(gateway, REVOKE, keyed(step.do, target));
    }
  }
}

async function nameStewards(step: Step & { do: 'name stewards' }, { gateway, book }: Hands): Promise<void> {
  const { id, version } = inBook(book.machines, step.machine);
  const stewards = step.stewards.map(({ person, role }) => ({ personId: inBook(book.people, person), role }));
  const input = keyed(step.do, { id, stewards, expectedVersion: version });
  note(book, step.machine, await change(gateway, SET_STEWARDS, input));
}

async function issue(step: Step & { do: 'issue' }, { gateway, book, reserve }: Hands): Promise<void> {
  const { machine, credential, namesakes } = step;
  if (!hasSecret(credential)) {
    await change(gateway, ISSUE, keyed(step.do, issueInput(machine, credential, book), namesakes));
    return;
  }
  const place = await reserve(`${machine}/${credential.name}`);
  const input = keyed(step.do, issueInput(machine, credential, book), namesakes);
  const issued = await change(gateway, ISSUE, input).catch(async (error: unknown) => {
    // Whether it was issued is known only when the gateway said no; otherwise the mark stays for the next run to see.
    if (error instanceof Problem && error.exit !== EXIT.unreachable) await place.release();
    throw error;
  });
  if (issued.secret === null) throw alreadyShown(issued.credential?.id ?? '');
  await place.keep(issued.secret);
}

/** Only who asked first was shown it: another run at the same time, or this one before its answer was lost on the way. */
function alreadyShown(id: string): Problem {
  return new Problem(EXIT.refused, 'It was issued before, and its secret was shown then.', {
    next: `If no other run has it: bailiwick revoke ${id} --reason SUPERSEDED --note "Its secret was lost.", then apply with --reissue.`,
  });
}

function keyed<Input extends object>(step: string, input: Input, namesakes: readonly string[] = []) {
  return { ...input, idempotencyKey: intentionKey(step, input, namesakes) };
}

function note(
  { machines }: Book,
  name: string,
  { machineIdentity }: { readonly machineIdentity: { readonly id: string; readonly version: number } | null },
): void {
  if (machineIdentity !== null) machines.set(name, { id: machineIdentity.id, version: machineIdentity.version });
}
