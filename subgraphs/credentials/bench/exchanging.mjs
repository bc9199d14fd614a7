// A process that exchanges one key again and again and says each token's txn once it has it, for the tests that end it.
import { exchange, openRig } from './rig.mjs';

const rig = await openRig(process.argv[2], 3);
rig.domain.parts.start();
process.stdout.write(`tenant ${rig.tenantId}\n`);
let going = true;
process.on('SIGTERM', () => {
  going = false;
});
while (going) {
  const [, payload] = (await exchange(rig)).split('.');
  const { txn } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  process.stdout.write(`${txn} ${Date.now()}\n`);
}
await rig.domain.parts.stop();
await rig.database.close();
process.exit(0); // the domain's graph keeps handles of its own
