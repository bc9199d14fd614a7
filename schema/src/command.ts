import { parseArgs } from 'node:util';

/** Runs a command that takes nothing but `--help`, and answers its exit code. */
export async function runCommand(help: string, work: () => number | Promise<number>): Promise<number> {
  try {
    if (parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values.help !== true) return await work();
    process.stdout.write(help);
    return 0;
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    process.stderr.write(`${error.message}\n\n${help}`);
    return 2;
  }
}
