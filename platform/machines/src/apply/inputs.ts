import { inBook, type Book } from './book.js';
import type { CredentialEntry, MachineEntry, OwnerEntry } from './file-shape.js';
import { wantedStewards } from './stewards.js';

/** The file's words as the graph's inputs, names replaced by ids. */
export function declareInput(
  { name, environment, boundary, responsibility, owner, stewards, runtimes }: MachineEntry,
  book: Book,
) {
  return {
    name,
    environment,
    boundary,
    responsibility,
    owner: ownerInput(owner, book),
    stewardIds: wantedStewards(stewards).map(({ person }) => inBook(book.people, person)),
    runtimeIds: runtimeIds(runtimes, book),
  };
}

export function issueInput(machine: string, credential: CredentialEntry, book: Book) {
  const { secret: _, runtimes, ...rest } = credential;
  return { ...rest, machineIdentityId: inBook(book.machines, machine).id, runtimeIds: runtimeIds(runtimes, book) };
}

export function runtimeIds(names: readonly string[], book: Book): readonly string[] {
  return names.map((name) => inBook(book.runtimes, name));
}

function ownerInput(owner: OwnerEntry, book: Book) {
  switch (owner.kind) {
    case 'TENANT':
      return { kind: owner.kind, ref: book.tenantId, team: owner.team ?? null };
    case 'PLATFORM':
      return { kind: owner.kind, ref: owner.duty, duty: owner.duty };
    case 'RUNTIME':
      return { kind: owner.kind, ref: inBook(book.runtimes, owner.runtime) };
    case 'INTERNAL_SERVICE':
      return { kind: owner.kind, ref: owner.service, duty: owner.duty };
    case 'EXTERNAL_INTEGRATION':
      return { kind: owner.kind, ref: owner.provider };
    case 'AUTONOMOUS_AGENT':
      return { kind: owner.kind, ref: inBook(book.machines, owner.agent).id };
  }
}
