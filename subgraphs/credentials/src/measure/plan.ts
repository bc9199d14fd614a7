/** A node of PostgreSQL's plan, as far as it is looked at. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Actual Total Time'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

export interface Examined {
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
  /** The most rows that went into one sort. */
  readonly sorted: number;
  /** Rows that were looked at, whether they were wanted or not. */
  readonly rows: number;
  readonly indexes: readonly string[];
  readonly ms: number;
}

/** What a plan did: only that is judged, not what the planner thought that it would cost. */
export function examined(plan: PlanNode): Examined {
  const nodes = allNodes(plan);
  return {
    scanned: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? ''),
    sorted: Math.max(0, ...nodes.filter(isSort).map((node) => Math.max(0, ...(node.Plans ?? []).map(rowsOf)))),
    rows: nodes.filter(readsTable).reduce((sum, node) => sum + rowsOf(node) + removedOf(node), 0),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    ms: plan['Actual Total Time'] ?? 0,
  };
}

function allNodes(plan: PlanNode): readonly PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(allNodes)];
}

function isSort(node: PlanNode): boolean {
  return node['Node Type'] === 'Sort';
}

/** A bitmap's rows are counted once, where the heap is read. */
function readsTable(node: PlanNode): boolean {
  return /^(Seq Scan|Index Scan|Index Only Scan|Bitmap Heap Scan)$/.test(node['Node Type']);
}

function rowsOf(node: PlanNode): number {
  return (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1);
}

function removedOf(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return removed * (node['Actual Loops'] ?? 1);
}
