import { startLab } from '../src/lab';

/** A lab in a process of its own, so that what it costs is not counted. Prints its URLs; ends with its input. */
async function main(): Promise<void> {
  const lab = await startLab({ agents: Number(process.argv[2] ?? 1) });
  process.stdout.write(`${JSON.stringify({ mesos: lab.mesosUrl, marathon: lab.marathonUrl })}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}

void main();
