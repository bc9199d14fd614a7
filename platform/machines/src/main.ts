#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { run } from './run.js';
import type { World } from './world.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
}; // our own file

const world: World = {
  env: process.env,
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  out: process.stdout,
  err: process.stderr,
  readStdin: () => text(process.stdin),
  confirm: process.stdin.isTTY && process.stderr.isTTY ? confirm : null,
  fetch,
  wait: async (ms) => {
    await setTimeout(ms);
  },
};

process.exitCode = await run(process.argv.slice(2), version, world);

/** Asked on standard error: standard output is the answer, and may be a file. */
async function confirm(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
  } finally {
    asking.close();
  }
}
