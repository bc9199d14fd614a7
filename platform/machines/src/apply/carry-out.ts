import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import type { Gateway } from '../gateway/gateway.js';
import { BIND, ISSUE, NARROW, REVOKE } from '../operations/credentials.js';
import { ACTIVATE, DECLARE, SET_STEWARDS } from '../operations/machines.js';
import { BEGIN_ROTATION } from '../operations/rotation.js';
import { REGISTER_RUNTIME } from '../operations/runtimes.js';
import { Problem } from '../problem.js';
import type { ReservedSecret } from '../secrets/secret-file.js';
import { putAway, type MadeSecret } from '../secrets/secret-options.js';
import { inBook, type Book } from './book.js';
import { declareInput, issueInput, runtimeIds } from './inputs.js';
import { hasSecret } from './file-shape.js';
import { intentionKey } from './intention.js';
import type { Step } from './plan.js';

export interface Hands {
  readonly gateway: Gateway;
  readonly book: Book;
  /** Takes the place of a secret before it is made. */
  readonly reserve: (name: string) => Promise<ReservedSecret>;
}

/** One step of what is called so, whole. What it made is in the book afterwards. */
export async function carryOut(step: Step, name: string, hands: Hands): Promise<void> {
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
    case 'rotate':
      return rotate(step, name, hands);
    case 'narrow':
    case 'bind':
      return limit(step, hands);
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
  const input = keyed(step.do, issueInput(machine, credential, book), namesakes);
  if (!hasSecret(credential)) await change(gateway, ISSUE, input);
  else await keep(await reserve(`${machine}/${credential.name}`), () => change(gateway, ISSUE, input));
}

async function rotate(step: Step & { do: 'rotate' }, name: string, { gateway, reserve }: Hands): Promise<void> {
  const { id: credentialId, overlapHours, version } = step;
  const input = keyed(step.do, { credentialId, overlapHours }, [String(version)]);
  await keep(await reserve(name), () => change(gateway, BEGIN_ROTATION, input));
}

async function limit(step: Step & { do: 'narrow' | 'bind' }, { gateway, book }: Hands): Promise<void> {
  const common = { id: step.id, expectedVersion: inBook(book.credentials, step.id) };
  const { credential } =
    step.do === 'narrow'
      ? await change(gateway, NARROW, keyed(step.do, { ...common, ceiling: step.ceiling }))
      : await change(gateway, BIND, keyed(step.do, { ...common, runtimeIds: runtimeIds(step.runtimes, book) }));
  if (credential !== null) book.credentials.set(step.id, credential.version);
}

/** Whether a secret was made is known only when the gateway said no; else the mark stays for the next run to see. */
async function keep(place: ReservedSecret, make: () => Promise<MadeSecret>): Promise<void> {
  const { secret, rotation } = await make().catch(async (error: unknown) => {
    if (error instanceof Problem && error.exit !== EXIT.unreachable) await place.release();
    throw error;
  });
  if (secret === null) throw alreadyShown();
  await putAway(place, secret, rotation);
}

/** Only who asked first was shown it: another run at the same time, or this one before its answer was lost on the way. */
function alreadyShown(): Problem {
  return new Problem(EXIT.refused, 'Its secret was made before, and shown then.', {
    next: 'If no other run has it, run the same again: it is replaced.',
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
