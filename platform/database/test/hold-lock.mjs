// Opens an embedded database in a process of its own, so that a test can find it locked or kill it. Run on dist.
import { openEmbedded } from '../dist/index.js';

const [dataDir, when] = process.argv.slice(2);
const domain = { name: 'notes', directory: new URL('./domain/', import.meta.url) };
const wait = () => new Promise(() => setInterval(() => undefined, 1000));
const say = (word) => process.stdout.write(`${word}\n`);
const seed = async () => {
  if (when !== 'while-seeding') return;
  say('seeding');
  await wait();
};
const embedded = await openEmbedded({ dataDir, domains: [domain], log: { info: () => undefined }, seed });
await embedded
  .database('notes')
  .inTenant('00000000-0000-4000-8000-000000000001', (tx) => tx.insertInto('note').values({ text: 'kept' }).execute());
say('open');
await wait();
