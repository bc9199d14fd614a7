/** Columns that hold a time, by the names that ours have. */
const TIME = /(?:_at|_since|_seen|^since|^saw|^at|not_before|^rotate_by)$/;

/** A row that travelled as json, with its times as the driver gives them: several tables' rows come in one statement so. */
export function rowOfJson<Row>(json: Readonly<Record<string, unknown>>): Row {
  const row = Object.entries(json).map(([column, value]) =>
    typeof value === 'string' && TIME.test(column) ? [column, new Date(value)] : [column, value],
  );
  return Object.fromEntries(row) as Row; // the statement that made the json names the table
}
