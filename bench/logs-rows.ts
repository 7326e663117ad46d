import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compare, type Figure, type Ratio, runCase } from './measure';

const MEBIBYTE = 2 ** 20;
const SIZES = [64, 256];

/** What executors log of tasks, a line for the driver's part now and then, and an exception in every thousand tasks. */
const TASK = (i: number) => [
  `INFO CoarseGrainedExecutorBackend: Got assigned task ${i}`,
  `INFO Executor: Running task ${i % 100}.0 in stage 1.0 (TID ${i})`,
  'INFO ShuffleBlockFetcherIterator: Getting 100 (1.2 KiB) non-empty blocks including 15 (180.0 B) local and 0 (0.0 B) host-local and 0 (0.0 B) push-merged-local and 85 (1.0 KiB) remote blocks',
  'INFO ShuffleBlockFetcherIterator: Started 7 remote fetches in 2 ms',
  `INFO MemoryStore: Block broadcast_${i}_piece0 stored as bytes in memory (estimated size 8.1 KiB, free 434.4 MiB)`,
  `INFO BlockManagerInfo: Added broadcast_${i}_piece0 in memory on 10.0.2.204:42469 (size: 8.1 KiB, free: 434.4 MiB)`,
  `INFO Executor: Finished task ${i % 100}.0 in stage 1.0 (TID ${i}). 1219 bytes result sent to driver`,
  `INFO TaskSetManager: Starting task ${i % 100}.0 in stage 1.0 (TID ${i}) (10.0.2.204, executor 4, partition ${i % 100}, NODE_LOCAL, 4271 bytes)`,
];
const TROUBLE = [
  'WARN TaskSetManager: Lost task 3.0 in stage 1.0 (TID 203) (10.0.0.8 executor 4): FetchFailed(BlockManagerId(1, 10.0.0.7, 7337, None), shuffleId=0, mapIndex=12, mapId=12, reduceId=3, message=',
  'org.apache.spark.shuffle.FetchFailedException: Failed to connect to /10.0.0.7:7337',
  ...Array.from(
    { length: 30 },
    (_, i) => `\tat org.apache.spark.storage.Some$Class.method${i}(Some.scala:${i})`,
  ),
  'Caused by: java.io.IOException: Failed to connect to /10.0.0.7:7337',
  'INFO MesosExternalShuffleService: Starting shuffle service on port 7337 (auth enabled = false)',
  'INFO DAGScheduler: Missing parents: List()',
];

/** Reading logs for their signs, by size. */
export function logs(): { readonly ratios: readonly Ratio[]; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-logs-'));
  try {
    const files = SIZES.map((size) => [size, makeLog(path.join(folder, `${size}`), size)] as const);
    const ratios = files.map(([size, file]) => ratio(size, file));
    const figures = files.map(([size, file]) => memory(size, file));
    return { ratios, figures };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ratio(size: number, file: string): Ratio {
  const side = (name: string) => () => runCase('logs-case.ts', [name, file]);
  const [ours, reference] = [side('ours'), side('readline')];
  const [found, wanted] = [ours().detail, reference().detail];
  if (found !== wanted) throw new Error(`found ${found} lines, wanted ${wanted}`);
  return compare({
    name: `signs in a log of ${size} MiB, against a loop of readline`,
    runs: 7,
    ours,
    reference,
    of: ({ cpuMillis }) => cpuMillis,
    unit: 'ms CPU',
    goal: 2,
  });
}

function memory(size: number, file: string): Figure {
  const { memoryBytes, cpuMillis } = runCase('logs-case.ts', ['ours', file]);
  const speed = statSync(file).size / MEBIBYTE / (cpuMillis / 1000);
  return {
    name: `memory for the signs in a log of ${size} MiB`,
    value: `${(memoryBytes / MEBIBYTE).toFixed(0)} MiB`,
    goal: 'under 100 MiB, whatever the size',
    detail: `${speed.toFixed(0)} MiB a second of CPU`,
  };
}

function makeLog(file: string, size: number): string {
  const log = openSync(file, 'w');
  let written = 0;
  for (let i = 0; written < size * MEBIBYTE; i++) {
    const lines = i % 1000 === 999 ? [...TASK(i), ...TROUBLE] : TASK(i);
    const seconds = `${Math.floor(i / 50) % 60}`.padStart(2, '0');
    const text = lines.map((line) =>
      /^[A-Z]+ /.test(line) ? `24/01/10 22:51:${seconds} ${line}\n` : `${line}\n`,
    );
    written += writeSync(log, text.join(''));
  }
  closeSync(log);
  return file;
}
