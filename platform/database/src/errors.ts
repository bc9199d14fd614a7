/** The database cannot be reached, refused the login, or dropped the connection. Worth trying again later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** The schema is not at this version, or not there at all. */
export class NotMigrated extends Error {
  override readonly name = 'NotMigrated';
}

/**
 * The rows lie elsewhere than where their history began: restored from a dump, or copied. Consumers may have heard what
 * this database does not know any more, and what was revoked since the backup is in force again.
 */
export class DatabaseRestored extends Error {
  override readonly name = 'DatabaseRestored';

  constructor(domain: string) {
    super(
      `The database of ${domain} was restored from a dump, or copied. Run "npm run restored -- ${domain}", which tells its readers and says what to look at (docs/operate.md).`,
    );
  }
}

/** A migration that was applied is not the one in the package any more. */
export class MigrationMismatch extends Error {
  override readonly name = 'MigrationMismatch';
}

/** The schema would let one tenant see another's rows. */
export class IsolationBroken extends Error {
  override readonly name = 'IsolationBroken';
  readonly defects: readonly string[];

  constructor(domain: string, defects: readonly string[]) {
    super(
      `The database of ${domain} does not isolate tenants:\n${defects.map((defect) => `  - ${defect}`).join('\n')}`,
    );
    this.defects = defects;
  }
}

/** Another process has the embedded database open. */
export class DataDirectoryLocked extends Error {
  override readonly name = 'DataDirectoryLocked';
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}. Stop that process, or start with another data directory.`);
    this.pid = pid;
  }
}

/** A transaction was used in a way that could hang, or outlive its tenant. A defect of the caller. */
export class TransactionMisuse extends Error {
  override readonly name = 'TransactionMisuse';
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);
// Class 08 connection exception, 28 invalid authorization, 53 insufficient resources, 57P shutdown, 3D000 no such
// database, 25P03 idle in transaction.
const UNAVAILABLE_STATES = /^(08...|28...|53...|57P0.|3D000|25P03)$/;
const LOST_CONNECTION =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** Wraps what the driver says when the server is not there, so that callers can tell it from a defect. */
export function asUnavailable(error: unknown, domain: string): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailable) return error;
  const code = codeOf(error);
  const lost = UNREACHABLE.has(code) || UNAVAILABLE_STATES.test(code) || LOST_CONNECTION.test(error.message);
  return lost
    ? new DatabaseUnavailable(`The database of ${domain} is not available: ${describe(error)}`, { cause: error })
    : error;
}

/** An AggregateError (one failure per address of a host) has no message of its own. */
function describe(error: Error): string {
  return error.message === '' ? codeOf(error) : error.message;
}

/** The role that a transaction takes is made and granted by the migrations. */
export function asNotMigrated(error: unknown, domain: string, role: string): unknown {
  const message = error instanceof Error ? error.message : '';
  if (message === `role "${role}" does not exist`) {
    return new NotMigrated(`The database of ${domain} has no role ${role}. Run "npm run migrate".`, { cause: error });
  }
  if (codeOf(error) !== '42501' || message !== `permission denied to set role "${role}"`) return error;
  const advice = 'Run "npm run migrate" with this login as the application role.';
  return new NotMigrated(`The application's login may not become ${role}. ${advice}`, { cause: error });
}
