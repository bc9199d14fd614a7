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
  await build({ entryPoints: ['src/**/*.ts'], absWorkingDir: root, outdir: 'dist', outbase: 'src', format: 'esm', platform: 'node', logLevel: 'error' });
  const child = spawn(process.execPath, [script, ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = '';
  while (!said.includes(word)) {
    const [chunk] = await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error(`${script} ended: ${said}`)))]);
    said += String(chunk);
  }
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
