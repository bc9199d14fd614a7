import { setting } from '@bailiwick/config';
import { z } from 'zod';

const postgresUrl = (whose: string) =>
  z.url({ protocol: /^postgres(ql)?$/, error: `must be a postgres:// URL of ${whose}` });

const DATABASE_URL = setting(
  postgresUrl('the application role'),
  'The application’s URL. Its role is given what it needs and nothing more.',
);

/** What the commands that change a domain's database as its owner read from the environment. */
export const migrationSettings = z.object({
  MIGRATION_DATABASE_URL: setting(postgresUrl('the owner'), 'The owner’s URL. It needs CREATEROLE on the first run.'),
  DATABASE_URL,
});

/** For measuring one that is filled already. */
export const benchSettings = migrationSettings.pick({ DATABASE_URL: true });

/** For saying that a database was restored, as its owner. */
export const restoredSettings = migrationSettings.pick({ MIGRATION_DATABASE_URL: true });

export const bootstrapSettings = z.object({
  DATABASE_URL: setting(DATABASE_URL, 'Identity’s application URL; run npm run migrate -- identity first.'),
});
