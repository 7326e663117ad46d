import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { LogReading } from '../src/domain/spark/logs/log-reading';
import { logVerdict } from '../src/domain/spark/logs/log-verdict';
import { readLogFile } from '../src/io/log-files';

process.setSourceMapsEnabled(false);

/** `ours` reads a log for its signs, `readline` counts its lines; both say how many there are. */
const [side = 'ours', file = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  global.gc?.();
  const memory = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const detail = side === 'ours' ? await ours() : await readLines();
  const used = process.cpuUsage(cpu);
  const memoryBytes = process.resourceUsage().maxRSS * 1024 - memory;
  const cpuMillis = (used.user + used.system) / 1000;
  process.stdout.write(`${JSON.stringify({ cpuMillis, memoryBytes, detail })}\n`);
}

async function ours(): Promise<string> {
  const reading = new LogReading();
  await readLogFile(file, (line, number) => reading.line(line, file, number));
  const { lines, found } = logVerdict(reading);
  if (found.length < 5) throw new Error(`found ${found.length} signs, wanted those of the log`);
  return `${lines}`;
}

async function readLines(): Promise<string> {
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file) })) lines++;
  return `${lines}`;
}

void main();
