import type { Contract } from '../contract/contract.js';
import type { Check, Found } from '../contract/finding.js';
import {
  ownedParts,
  ownerOf,
  OWNERS_FILE,
  PLATFORM,
  readOwners,
  type Owned,
  type OwnerLine,
} from '../contract/owners.js';

export const ownership: Check = {
  name: 'ownership',
  holds: 'each type and field has the one owning domain that the OWNERS file says',
  needsGraph: true,
  codes: {
    OWNERSHIP_MISSING: {
      severity: 'error',
      title: 'a type or field that nobody owns',
      explain:
        'It has no line in `schema/contract/OWNERS`, nor has its type. `npm run schema:check -- --update` adds a line with the domain that answers it; what several domains answer alike belongs to `platform`.',
    },
    OWNERSHIP_MOVED: {
      severity: 'error',
      title: 'a type or field is answered by another domain than its owner',
      explain:
        'The OWNERS file names another domain than the one that answers. Give it back; or, when the two domains agree that it moves, change its line in the same proposal, so that both see it in review.',
    },
    OWNERSHIP_SHARED: {
      severity: 'error',
      title: 'several domains answer what one owns',
      explain:
        'Another domain than the owner answers it too, and a client cannot know which answer it gets. Leave it to the owner; only keys, and what the OWNERS file gives to `platform`, are answered alike by several.',
    },
    OWNERSHIP_UNKNOWN: {
      severity: 'error',
      title: 'an owner that is no domain',
      explain: 'The line names neither a domain nor `platform`. Correct it.',
    },
    OWNERSHIP_UNUSED: {
      severity: 'warning',
      title: 'a line about nothing',
      explain: 'There is no such type or field. Delete the line.',
    },
  },
  run: async (contract) => {
    const [parts, lines] = [await partsOf(contract), readOwners(contract.tree.read(OWNERS_FILE) ?? '')];
    const owners = new Set([PLATFORM, ...contract.subgraphs.map(({ name }) => name)]);
    return [
      ...parts.flatMap((part) => judge(part, ownerOf(lines, part.coordinate))),
      ...lines.filter(({ owner }) => !owners.has(owner)).map(unknown),
      ...lines.filter(({ coordinate }) => !parts.some((part) => part.coordinate === coordinate)).map(unused),
    ];
  },
  record: async (contract) => {
    const text = contract.tree.read(OWNERS_FILE) ?? '';
    const known = readOwners(text);
    const added = (await partsOf(contract)).reduce<readonly OwnerLine[]>(
      (lines, part) => [...lines, ...newLine(known, lines, part)],
      [],
    );
    const written = added.map(({ coordinate, owner }) => `${coordinate.padEnd(44)}${owner}`);
    return { [OWNERS_FILE]: [...(text === '' ? [] : [text.trimEnd()]), ...written, ''].join('\n') };
  },
};

async function partsOf(contract: Contract): Promise<readonly Owned[]> {
  const result = await contract.composition();
  return 'problems' in result ? [] : ownedParts(result.composed.supergraph, await contract.api(), contract.placeOf);
}

function judge({ coordinate, by, isKey, isAbstract, place }: Owned, line: OwnerLine | undefined): Found[] {
  const who = by.join(', ');
  const at = { place, coordinate };
  if (line === undefined) {
    const message = `${coordinate}, answered by ${who}, has no owner. Run npm run schema:check -- --update, and look at the line.`;
    return [{ code: 'OWNERSHIP_MISSING', message, ...at }];
  }
  const { owner } = line;
  const isType = !coordinate.includes('.');
  if (owner === PLATFORM && (by.length > 1 || isType || line.coordinate !== coordinate)) return [];
  if (!by.includes(owner)) {
    const message = `${coordinate} is ${owner}’s by ${OWNERS_FILE}:${line.line}, and answered by ${who}. Give it back, or change its line in this proposal.`;
    return [{ code: 'OWNERSHIP_MOVED', message, ...at }];
  }
  if (by.length === 1 || isKey || isAbstract || isType) return [];
  const message = `${coordinate} is ${owner}’s by ${OWNERS_FILE}:${line.line}, and answered by ${who}. Leave it to ${owner}, or give it to ${PLATFORM}.`;
  return [{ code: 'OWNERSHIP_SHARED', message, ...at }];
}

/** Only what has no line yet gets one: a move is written by hand, by whoever moves it. */
function newLine(
  known: readonly OwnerLine[],
  added: readonly OwnerLine[],
  { coordinate, by, isKey }: Owned,
): readonly OwnerLine[] {
  const owner = by.length === 1 ? (by[0] ?? PLATFORM) : PLATFORM;
  if (isKey || ownerOf(known, coordinate) !== undefined || ownerOf(added, coordinate)?.owner === owner) return [];
  return [{ coordinate, owner, line: 0 }];
}

function unknown({ coordinate, owner, line }: OwnerLine): Found {
  const message = `${owner === '' ? 'Nobody' : owner} is named as the owner of ${coordinate}, and is no domain. Correct the line.`;
  return { code: 'OWNERSHIP_UNKNOWN', message, place: { file: OWNERS_FILE, line, column: 1 }, coordinate };
}

function unused({ coordinate, line }: OwnerLine): Found {
  const message = `There is no ${coordinate}. Delete the line.`;
  return { code: 'OWNERSHIP_UNUSED', message, place: { file: OWNERS_FILE, line, column: 1 }, coordinate };
}
