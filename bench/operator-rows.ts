import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './arrivals';
import type { LabProcess } from './lab-process';
import { bundleOf, type Figure, median } from './measure';
import { startOperator } from './operator-process';
import { coveredLab } from './reconcile-rows';

/** What a real `mesos-spark operator run` takes while nothing happens, and how soon it acts when something does. */
export async function operatorFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [agents, samples] of [
    [1_000, 30],
    [10_000, 15],
  ] as const) {
    await withLab(agents, 1, async (lab, folder) => {
      const operator = startOperator({ lab, interval: '60s', logFile: path.join(folder, 'log') });
      try {
        figures.push(arrivalFigure(agents, await arrivals(lab, samples)));
      } finally {
        await operator.stop();
      }
    });
  }
  await withLab(1_000, 1, async (lab) => figures.push(await polling(lab)));
  await withLab(10_000, 200, async (lab, folder) => figures.push(...(await idleMemory(lab, folder))));
  return figures;
}

async function withLab(
  agents: number,
  manifests: number,
  work: (lab: LabProcess, folder: string) => Promise<unknown>,
): Promise<void> {
  const lab = await coveredLab(agents, manifests);
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-operator-'));
  try {
    await work(lab, folder);
  } finally {
    await lab.close();
    rmSync(folder, { recursive: true });
  }
}

interface Waited {
  readonly millis: number;
  readonly answering: number;
}

function arrivalFigure(agents: number, waited: readonly Waited[]): Figure {
  const of = (values: readonly number[]) =>
    `${median(values).toFixed(0)} median, ${Math.max(...values).toFixed(0)} slowest`;
  return {
    name: `an agent's arrival to the write that covers it, ${agents} agents, by events`,
    value: `${Math.max(...waited.map(({ millis }) => millis)).toFixed(0)} ms slowest of ${waited.length}`,
    goal: '99 of 100 under 1000 ms',
    detail: `${of(waited.map(({ millis }) => millis))}; of it the lab's own answers: ${of(waited.map(({ answering }) => answering))}`,
  };
}

async function polling(lab: LabProcess): Promise<Figure> {
  const seconds = 3;
  const args = [bundleOf('reconcile-case.ts'), 'poll', lab.place, `${seconds}s`];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  try {
    const waited = (await arrivals(lab, 10)).map(({ millis }) => millis);
    return {
      name: `the same by polling alone, every ${seconds} s, 1000 agents`,
      value: `${Math.max(...waited).toFixed(0)} ms slowest of ${waited.length}`,
      goal: `under ${seconds * 1000} ms and a pass`,
      detail: `${median(waited).toFixed(0)} median`,
    };
  } finally {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  }
}

const SETTLING = 45;
const WATCHED = 45;
/** A second in which the process took no more than that is an idle one. */
const IDLE_TICKS = 3;

/** The resident set, second by second, of those that lie between two passes. */
async function idleMemory(lab: LabProcess, folder: string): Promise<readonly Figure[]> {
  const operator = startOperator({ lab, interval: '10s', logFile: path.join(folder, 'log') });
  try {
    await sleep(SETTLING * 1000);
    const seen: { readonly mib: number; readonly idle: boolean }[] = [];
    for (let i = 0, before = operator.ticks(); i < WATCHED; i++) {
      await sleep(1000);
      const ticks = operator.ticks();
      seen.push({ mib: operator.resident().all / 2 ** 20, idle: ticks - before <= IDLE_TICKS });
      before = ticks;
    }
    const idle = seen.filter((one) => one.idle);
    const most = Math.max(...seen.map(({ mib }) => mib));
    const { all, anonymous } = operator.resident();
    const { after } = await operator.probe('live');
    const text = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
    return [
      {
        name: 'idle memory of `operator run`, 10000 agents and 200 manifests',
        value: `${median(idle.map(({ mib }) => mib)).toFixed(0)} MiB`,
        goal: 'under 100 MB, which are 95 MiB',
        detail:
          `${idle.length} of ${WATCHED} s were idle; ${most.toFixed(0)} MiB at most, in a pass; ${text(all - anonymous)} are files, Node itself; ` +
          `${text(after.heapUsed)} are objects that live`,
      },
    ];
  } finally {
    await operator.stop();
  }
}
