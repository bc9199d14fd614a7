import { sql, type SqlBool } from '@bailiwick/database';

/** `isVersionAccepted`, of the row that is named `version`. */
export function isAccepted(now: Date) {
  return sql<SqlBool>`(version.state in ('STAGED', 'ACTIVE') or (version.state = 'RETIRING' and version.overlap_ends_at > ${now}))`;
}

/** `isVersionAlive`, of the row that is named `version`. */
export function isAlive(now: Date) {
  return sql<SqlBool>`(version.state = 'PENDING_APPROVAL' or ${isAccepted(now)})`;
}
