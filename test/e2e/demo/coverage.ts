import type { Instance } from './agents';
import { listAt, numberAt, textAt } from './answers';

/** An agent and the shuffle service on it. */
export interface Row {
  readonly agent: string;
  readonly instance: string;
  readonly zone: string;
  /** The Marathon app whose task runs here; undefined where none does. */
  readonly service: string | undefined;
  readonly port: number | undefined;
  readonly state: string | undefined;
}

/** What Marathon says of each agent. */
export async function coverage(marathonUrl: string, instances: readonly Instance[]): Promise<readonly Row[]> {
  const response = await fetch(`${marathonUrl}/v2/tasks`, { headers: { accept: 'application/json' } });
  const tasks = listAt(await response.json(), 'tasks');
  return instances.map(({ id, zone, hostname }) => {
    const task = tasks.find((one) => textAt(one, 'host') === hostname);
    return {
      agent: hostname,
      instance: id,
      zone,
      service: task === undefined ? undefined : textAt(task, 'appId'),
      port: task === undefined ? undefined : numberAt(task, 'ports', 0),
      state: task === undefined ? undefined : textAt(task, 'state'),
    };
  });
}

export function isCovered(row: Row): boolean {
  return row.state === 'TASK_RUNNING';
}

/** The rows as text in columns. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['AGENT', 'INSTANCE', 'ZONE', 'SHUFFLE SERVICE', 'PORT', 'STATE'],
    ...rows.map((row) => [
      row.agent,
      row.instance,
      row.zone,
      row.service ?? 'none',
      `${row.port ?? '-'}`,
      row.state ?? '-',
    ]),
  ];
  const widths = cells[0]?.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0))) ?? [];
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The demonstration's last line. */
export function summary(rows: readonly Row[]): string {
  return `shuffle service: ${rows.filter(isCovered).length} of ${rows.length} agents`;
}
