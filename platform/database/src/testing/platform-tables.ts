/** What the platform's own migrations put into every domain's schema; a catalogue test of a domain is about all others. */
export const PLATFORM_TABLES: readonly string[] = [
  'outbox',
  'feed_cursor',
  'feed_history',
  'due',
  'idempotency',
  'audit_entry',
  'declared_actions',
  'migration_history',
];
