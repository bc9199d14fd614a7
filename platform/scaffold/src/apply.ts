import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from './plan.js';

/** Writes everything. What was done is undone when a later part fails, or when `undo` is called. */
export function applyPlan(root: string, { names, created, changed }: Plan): { readonly undo: () => void } {
  const steps: (() => void)[] = [];
  const undo = (): void => {
    for (const step of steps.splice(0).reverse()) step();
  };
  try {
    for (const { path, text } of created) {
      steps.push(() => rmSync(join(root, path), { force: true }));
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeWhole(join(root, path), text);
    }
    steps.unshift(() => rmSync(join(root, 'subgraphs', names.domain), { recursive: true, force: true }));
    for (const { path, text, before } of changed) {
      steps.push(() => writeWhole(join(root, path), before));
      writeWhole(join(root, path), text);
    }
    link(root, names.domain, steps);
    return { undo };
  } catch (error) {
    undo();
    throw error;
  }
}

/** As npm links a workspace package, so that nothing has to be fetched. */
function link(root: string, domain: string, steps: (() => void)[]): void {
  const scope = join(root, 'node_modules/@bailiwick');
  const target = join(scope, domain);
  if (!existsSync(scope) || lstatSync(target, { throwIfNoEntry: false }) !== undefined) return;
  steps.push(() => rmSync(target, { force: true }));
  symlinkSync(join('../../subgraphs', domain), target, 'dir');
}

/** Nobody reads half a file. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
