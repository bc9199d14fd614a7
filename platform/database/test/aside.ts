import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Aside {
  readonly pid: number;
  /** Without a chance to clean up. */
  kill(): Promise<void>;
}

/** Runs a script in a process of its own until it says the word. It runs on dist, which is made anew here. */
export async function runAside(script: string, parameters: readonly string[], word: string): Promise<Aside> {
  const root = fileURLToPath(new URL('../', import.meta.url));
  await build({
    entryPoints: ['src/**/*.ts'],
    absWorkingDir: root,
    outdir: 'dist',
    outbase: 'src',
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [script, ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes(word)) break;
  }
  if (!said.includes(word)) throw new Error(`${script} ended: ${said}`);
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
