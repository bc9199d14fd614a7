// Runs PGlite on its own thread, so that a slow query stalls the database and not the HTTP servers. Plain JavaScript
// beside src and dist: a worker is started from a file, and this one is the same file in both.
//
// The thread speaks PostgreSQL's wire protocol in byte blocks, in order: one block in, one block out.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

// Measured: the default of 128 MB costs 120 MB of resident memory that a development database never uses.
const SHARED_BUFFERS = ['-c', 'shared_buffers=32MB'];

const database = await open();
parentPort.on('message', (message) => {
  turn = turn.then(() => (message === 'close' ? close() : answer(message)));
});
let turn = Promise.resolve();
parentPort.postMessage({ kind: 'ready' });

async function open() {
  try {
    if (workerData.fromTemplate) await (await import('./unpack-template.mjs')).unpackTemplate(workerData.directory);
    return await PGlite.create({
      dataDir: workerData.directory,
      startParams: [...PGlite.defaultStartParams, ...SHARED_BUFFERS],
    });
  } catch (error) {
    parentPort.postMessage({ kind: 'failed', message: String(error?.message ?? error) });
    process.exit(1);
  }
}

async function answer(request) {
  try {
    const bytes = (await database.execProtocolRaw(request)).slice();
    parentPort.postMessage({ kind: 'answer', bytes }, [bytes.buffer]);
  } catch (error) {
    parentPort.postMessage({ kind: 'failed', message: String(error?.message ?? error) });
  }
}

async function close() {
  await database.close();
  parentPort.postMessage({ kind: 'closed' });
  parentPort.close();
}
