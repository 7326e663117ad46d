import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { attempt, type Problem, ProblemError, problemText } from '../domain/core/problem';
import { LogReading } from '../domain/spark/logs/log-reading';
import { logVerdict } from '../domain/spark/logs/log-verdict';
import type { DriverEnd, Outcome } from '../domain/spark/verify/checks';
import { hopeless } from '../domain/spark/verify/hopeless';
import { jobWord } from '../domain/spark/verify/job-word';
import { RunFollower } from '../domain/spark/verify/run-record';
import { sparkEvent } from '../domain/spark/verify/spark-event';
import { driverArguments } from '../domain/spark/verify/verify-job';
import { FollowedFile } from '../io/follow-file';
import { logFiles, readLogFile } from '../io/log-files';
import { SparkDriver } from '../io/spark-driver';
import type { CliIo } from './io';
import { VerifyProgress } from './verify-progress';
import type { VerifySettings } from './verify-settings';

/** Between two looks at what the driver has written. */
const LOOK_MILLIS = 500;

export interface RunPlaces {
  /** Where everything of the run lies. */
  readonly folder: string;
  readonly script: string;
  readonly propertiesFile: string | undefined;
}

/** Runs the job to its end, or until it is out of time, hopeless or stopped, and reads all that it left. */
export async function runVerify(
  settings: VerifySettings,
  places: RunPlaces,
  io: CliIo,
  stop: AbortSignal,
): Promise<Outcome> {
  const { job } = settings;
  const { folder } = places;
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const before = sizesOf(settings.logs);
  const events = path.join(folder, 'events');
  await mkdir(events);
  const follower = new RunFollower();
  const reading = new LogReading();
  const progress = new VerifyProgress(io.stderr, seconds);
  const log = path.join(folder, 'driver.log');
  let cut: DriverEnd | undefined;
  const driver = new SparkDriver({
    program: settings.program,
    args: driverArguments(job, {
      script: places.script,
      eventsUrl: pathToFileURL(events).href,
      ...(places.propertiesFile === undefined ? {} : { propertiesFile: places.propertiesFile }),
    }),
    env: { ...io.env, SPARK_HOME: settings.sparkHome },
    folder,
    logFile: log,
    onOutput: (line) => {
      const word = jobWord(line);
      if (!word) return;
      follower.word(word);
      progress.word(word);
    },
    // What it says of its end when we end it is no sign of anything.
    onLog: (line, number) => {
      if (!cut) reading.line(line, log, number);
    },
  });
  const file = new FollowedFile(events, (line) => {
    const event = sparkEvent(line);
    if (event) follower.event(event);
  });
  let over = false;
  const exit = driver.over.finally(() => {
    over = true;
  });
  // It is awaited below, whatever a look throws.
  exit.catch(() => {});
  try {
    while (!over) {
      await Promise.race([exit, sleep(LOOK_MILLIS)]);
      await file.catchUp();
      const { record } = follower;
      progress.tick(record, reading.counts);
      const because = hopeless(record, reading.counts);
      const end = endOf(stop, seconds(), settings, because);
      if (!end || cut) continue;
      cut = end;
      driver.stop();
    }
    const code = await exit;
    await file.catchUp();
    const unread = await readLogs(settings.logs, before, reading);
    for (const problem of unread) io.stderr.write(`${problemText(problem)}\n`);
    return { job, record: follower.record, end: cut ?? { is: 'exit', code }, logs: logVerdict(reading) };
  } finally {
    driver.stop();
    await file.close();
  }
}

function endOf(
  stop: AbortSignal,
  seconds: number,
  { timeout }: VerifySettings,
  because: string | undefined,
): DriverEnd | undefined {
  if (stop.aborted) return { is: 'stopped' };
  if (because !== undefined) return { is: 'given-up', because };
  const limit = timeout.toSeconds();
  return seconds > limit ? { is: 'out-of-time', seconds: limit } : undefined;
}

/** A service's log is older than the run: only what comes now is about it. */
function sizesOf(paths: readonly string[]): ReadonlyMap<string, number> {
  return new Map(logFiles(paths).map(({ path: file, size }) => [file, size]));
}

/** @returns why some of them were not read: what a run has shown is not lost with a log */
async function readLogs(
  paths: readonly string[],
  before: ReadonlyMap<string, number>,
  reading: LogReading,
): Promise<readonly Problem[]> {
  const found = attempt(() => logFiles(paths));
  if ('problems' in found) return found.problems;
  const problems: Problem[] = [];
  for (const { path: file, size } of found.value) {
    const known = before.get(file) ?? 0;
    if (size === known) continue;
    try {
      // A log that is shorter now is another one, of the same name.
      await readLogFile(file, (line, n) => reading.line(line, file, n), size > known ? known : 0);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  return problems;
}
