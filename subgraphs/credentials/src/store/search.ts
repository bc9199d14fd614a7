import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Membership } from './membership.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;
type Words = 'credential_word' | 'machine_identity_word';

/** So many rows are sorted within a millisecond or two. */
const FEW_ROWS = 1_000;
const WORDS_MAX = 50;
const WORDS_OF_A_TEXT_MAX = 8;
/** A shorter word is not taken for a beginning, which would be that of thousands. */
export const BEGINNING_CHARACTERS_MIN = 3;

/**
 * The lists of the words of a text, the one that is likely to be shortest first. A word stands for all that begin with
 * it: if those are few, each has its own list in its order. Null when the text holds no word.
 */
export async function findSearch(tx: Tx, table: Words, text: string): Promise<readonly Membership[] | null> {
  const { rows } = await sql<{ word: string; found: string }>`
    select wanted.word, (select count(*) from (select from ${sql.table(table)} as own
      where own.word >= wanted.word and own.word < wanted.word || chr(1114111) limit ${FEW_ROWS}) as counted) as found
    from unnest(words_of(${text})) as wanted (word) order by found, wanted.word limit ${WORDS_OF_A_TEXT_MAX}`.execute(
    tx,
  );
  const lists: Membership[] = [];
  for (const { word, found } of rows) lists.push(await findList(tx, table, word, Number(found)));
  return lists.length === 0 ? null : lists;
}

async function findList(tx: Tx, table: Words, word: string, found: number): Promise<Membership> {
  const column = sql.ref('word');
  if (word.length < BEGINNING_CHARACTERS_MIN) return { table, where: sql`word = ${word}`, anyOf: null };
  const words = found === 0 ? [] : await listWordsOf(tx, table, word);
  if (words.length > 0 && words.length <= WORDS_MAX) return { table, where: null, anyOf: { column, values: words } };
  return { table, where: sql`word >= ${word} and word < ${endOf(word)}`, anyOf: null };
}

/** Steps from word to word, past all rows of each. One more than WORDS_MAX says that there are more. */
async function listWordsOf(tx: Tx, table: Words, beginning: string): Promise<readonly string[]> {
  const { rows } = await sql<{ word: string }>`
    with recursive step (word) as (
      (select word from ${sql.table(table)} where word >= ${beginning} and word < ${endOf(beginning)} order by word limit 1)
      union all
      select (select own.word from ${sql.table(table)} as own where own.word > step.word and own.word < ${endOf(beginning)} order by own.word limit 1)
      from step where step.word is not null
    )
    select word from step where word is not null limit ${WORDS_MAX + 1}`.execute(tx);
  return rows.map(({ word }) => word);
}

/** The last character that there is: no word that begins so comes after it. */
function endOf(beginning: string): string {
  return `${beginning}\u{10ffff}`;
}
