import type { Context } from '../command.js';
import type { Gateway } from '../gateway/gateway.js';
import { Problem } from '../problem.js';
import { reserveSecret, type ReservedSecret } from '../secrets/secret-file.js';
import { plain } from '../terminal/style.js';
import type { Book } from './book.js';
import { carryOut } from './carry-out.js';
import { stepsOf, type Plan, type PlanItem } from './plan.js';
import type { ReadFile } from './read-file.js';
import type { SecretPlaces } from './secret-places.js';

interface Tools {
  readonly gateway: Gateway;
  readonly book: Book;
  readonly places: SecretPlaces;
}

/** All steps in order, each told as it is done. Answers the secrets that have no file. The first failure ends it. */
export async function workThrough(
  plan: Plan,
  { gateway, book, places }: Tools,
  read: ReadFile,
  note: Context['note'],
): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>();
  const steps = stepsOf(plan);
  const reserve = (name: string): Promise<ReservedSecret> => {
    const file = places.get(name);
    return file === undefined ? Promise.resolve(onlyShown(name, shown)) : reserveSecret(file);
  };
  for (const [index, { item, step }] of steps.entries()) {
    const startedAt = performance.now();
    note(`  [${index + 1}/${steps.length}] ${step.do} ${plain(item.name)} …`);
    try {
      await carryOut(step, item.name, { gateway, book, reserve });
    } catch (error) {
      note('\n');
      throw placed(error, item, read, index, steps.length);
    }
    note(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  }
  return shown;
}

function onlyShown(name: string, shown: Map<string, string>): ReservedSecret {
  const show = (secret: string): Promise<void> => {
    shown.set(name, secret);
    return Promise.resolve();
  };
  return {
    keep: show,
    keepAside: show,
    release: () => Promise.resolve(),
  };
}

/** The gateway names a field of its input; the file has it at the same path below the thing that the step was about. */
function placed(error: unknown, item: PlanItem, read: ReadFile, done: number, all: number): unknown {
  if (!(error instanceof Problem)) return error;
  const { details } = error;
  const field =
    details.field?.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : (FIELDS[part] ?? part))) ?? [];
  const place = item.path === null ? [] : [`${read.placeOf([...item.path, ...field])}  ${item.name}`];
  const rest = `${done} of ${all} steps are done. The same command goes on from there.`;
  return new Problem(error.exit, error.message, { ...details, lines: [...place, ...(details.lines ?? []), rest] });
}

/** Where the file has another name for it than the graph. */
const FIELDS: Readonly<Record<string, string>> = { stewardIds: 'stewards', runtimeIds: 'runtimes' };
