import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { compare, type Figure, median, type Ratio, runBundledCase } from './measure';
import { startOperator } from './operator-process';
import { coveredLab, type Rows } from './reconcile-rows';

const LOOKS = 9;

/** What it costs an operator to be watched, and how soon somebody who looks sees all agents. */
export async function page(): Promise<Rows> {
  return { ratios: await watchedPasses(), figures: [await firstView(1_000), await firstView(10_000)] };
}

async function watchedPasses(): Promise<readonly Ratio[]> {
  const small = await coveredLab(3, 1);
  const lab = await coveredLab(10_000, 1);
  const side = (what: string) => () => runBundledCase('reconcile-case.ts', [what, lab.place, small.place]);
  const sides = { ours: side('watched'), reference: side('pass') };
  try {
    return [
      compare({
        name: 'pass over 10000 agents with nothing to do that the page can show, against one that nobody sees',
        runs: 7,
        ...sides,
        of: ({ cpuMillis }) => cpuMillis,
        unit: 'ms CPU',
        goal: 1.05,
      }),
      compare({
        name: 'objects that live after it, against the same',
        runs: 3,
        ...sides,
        of: ({ liveBytes = Number.NaN }) => liveBytes / 2 ** 20,
        unit: 'MiB',
        goal: 1.1,
      }),
    ];
  } finally {
    await lab.close();
    await small.close();
  }
}

/** From the request to the first paint and to the last cell, each time in a browser that knows nothing of the page. */
async function firstView(agents: number): Promise<Figure> {
  const lab = await coveredLab(agents, 1);
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-page-'));
  const log = path.join(folder, 'log');
  const operator = startOperator({ lab, interval: '10s', logFile: log, listen: '127.0.0.1:0' });
  const script = path.join(__dirname, '../.dev/parts/chromium.mjs');
  const executablePath = execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const url = await listening(operator.log);
    const seen: { readonly painted: number; readonly drawn: number }[] = [];
    for (let i = 0; i < LOOKS; i++) {
      const context = await browser.newContext();
      const view = await context.newPage();
      await view.goto(url);
      await view
        .locator('.cells > span')
        .nth(agents - 1)
        .waitFor();
      const [painted = 0, drawn = 0] = await view.evaluate<readonly number[]>(
        "['first-contentful-paint', 'drawn'].map((name) => performance.getEntriesByName(name)[0].startTime)",
      );
      seen.push({ painted, drawn });
      await context.close();
    }
    const drawn = seen.map((one) => one.drawn);
    return {
      name: `first view of the page, ${agents} agents`,
      value: `${median(drawn).toFixed(0)} ms`,
      goal: agents === 1000 ? 'under 1000 ms' : 'none',
      detail: `all cells drawn, ${Math.max(...drawn).toFixed(0)} slowest of ${LOOKS}; first paint ${median(seen.map(({ painted }) => painted)).toFixed(0)} median`,
    };
  } finally {
    await browser.close();
    await operator.stop();
    await lab.close();
    rmSync(folder, { recursive: true });
  }
}

/** Where it listens, once its first pass has ended. */
async function listening(log: () => string): Promise<string> {
  for (let i = 0; i < 600; i++) {
    const url = /"url":"([^"]+)"/.exec(log())?.[1];
    if (url && (await fetch(`${url}/readyz`)).ok) return url;
    await sleep(200);
  }
  throw new Error('the operator was not ready within two minutes');
}
