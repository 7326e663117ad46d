import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Outcome, run } from './run';
import { type Script, scriptOf } from './script';
import { shrink, told } from './shrink';

const USAGE = 'wanted --runs N [--from SEED] [--keep-on], --seed N [--no-shrink] or --script FILE';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      script: { type: 'string' },
      shrink: { type: 'boolean', default: true },
      'keep-on': { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.script !== undefined)
    return one(JSON.parse(readFileSync(values.script, 'utf8')) as Script, false);
  if (values.seed !== undefined) return one(scriptOf(whole(values.seed)), values.shrink);
  return many(whole(values.from), whole(values.runs ?? '2000'), values['keep-on']);
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`found ${text}, ${USAGE}`);
  return Number(text);
}

async function one(script: Script, shrinks: boolean): Promise<number> {
  const outcome = await run(script);
  const failed = outcome.failures.length > 0;
  process.stdout.write(told(failed && shrinks ? await shrink(outcome) : outcome));
  return failed ? 1 : 0;
}

/** Seeds one after the other; each failure is told, the first one whole. */
async function many(from: number, runs: number, keepOn: boolean): Promise<number> {
  const start = performance.now();
  const failed: Outcome[] = [];
  let [virtual, writes, done] = [0, 0, 0];
  for (let seed = from; seed < from + runs; seed++) {
    const outcome = await run(scriptOf(seed));
    done++;
    virtual += outcome.seconds;
    writes += outcome.writes;
    if (outcome.failures.length === 0) continue;
    failed.push(outcome);
    process.stdout.write(`seed ${seed}: ${outcome.failures.join('; ').slice(0, 400)}\n`);
    if (!keepOn) break;
  }
  const [first] = failed;
  if (first && !keepOn) process.stdout.write(told(await shrink(first)));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const hours = (virtual / 3600).toFixed(0);
  process.stdout.write(
    `${done} runs, ${hours} virtual hours, ${writes} writes, ${failed.length} failed, in ${seconds} s\n`,
  );
  return failed.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
