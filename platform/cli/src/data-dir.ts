/** Where the embedded platform keeps its data: as said, else as the environment says, so that all commands agree. */
export function dataDirOf(said: string | undefined, environment: Readonly<Record<string, string | undefined>>): string {
  return said ?? environment['BAILIWICK_DATA'] ?? '.data';
}
