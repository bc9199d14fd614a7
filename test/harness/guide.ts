import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TEST = fileURLToPath(new URL('../', import.meta.url));
const PAGE = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

export interface Answer {
  readonly status: number;
  readonly requestId: string | null;
  readonly retryAfter: number;
  readonly data: Record<string, any> | null; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read paths of answers that their own query shapes
  readonly errors: readonly GraphError[];
}

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly reason?: Reason | null; readonly decisionId?: string | null };
}

export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly since: string | null;
  readonly remedy: { readonly label: string; readonly section: string | null } | null;
}

/** What the guide's TypeScript exports, taken from the page itself. */
export interface Guide {
  ask(url: string, headers: Record<string, string>, operation: object): Promise<Answer>;
  nextStep(answer: Answer): string;
  tell(reason: Reason, mayOpen: (section: string) => boolean): string;
  errorAt(answer: Answer, ...path: (string | number)[]): GraphError | undefined;
  persist(send: () => Promise<Answer>, wait: (seconds: number) => Promise<void>): Promise<Answer>;
}

/** The page's blocks of one language, one after the other. */
export function snippetsOf(language: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  return blocks.map(([, text]) => text).join('\n');
}

export async function readGuide(): Promise<Guide> {
  const { outputText } = ts.transpileModule(snippetsOf('ts'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as Guide; // typed by the test that checks it
}

/** What the compiler, as strict as ours, says of the guide's TypeScript. */
export function problemsOfGuide(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const file = join(folder, 'guide.mts');
  try {
    writeFileSync(file, snippetsOf('ts'));
    const { config } = ts.readConfigFile(join(TEST, '../tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
      config: unknown;
    }; // judged by the next line
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, TEST);
    const lib = ['lib.es2023.d.ts', 'lib.dom.d.ts'];
    const program = ts.createProgram([file], { ...options, lib, types: [], noEmit: true });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
