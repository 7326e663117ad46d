import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { problemText } from '../domain/core/problem';
import { LogReading } from '../domain/spark/logs/log-reading';
import { logVerdict } from '../domain/spark/logs/log-verdict';
import type { DriverEnd, Outcome } from '../domain/spark/verify/checks';
import { hopeless } from '../domain/spark/verify/hopeless';
import { jobWord } from '../domain/spark/verify/job-word';
import { RunFollower } from '../domain/spark/verify/run-record';
import { sparkEvent } from '../domain/spark/verify/spark-event';
import { driverArguments } from '../domain/spark/verify/verify-job';
import { FollowedFile } from '../io/follow-file';
import { SparkDriver } from '../io/spark-driver';
import { GrowingLogs } from './growing-logs';
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

/** A run of the job. */
export class VerifyRun {
  private readonly began = performance.now();
  private readonly follower = new RunFollower();
  private readonly reading = new LogReading();
  private readonly progress: VerifyProgress;
  private readonly logs: GrowingLogs;
  private readonly events: string;
  /** Why we end the driver, once we do. */
  private cut: DriverEnd | undefined;

  /** @throws ProblemError where logs are named that are not there */
  constructor(
    private readonly settings: VerifySettings,
    private readonly places: RunPlaces,
    private readonly io: CliIo,
  ) {
    this.logs = new GrowingLogs(settings.logs);
    this.events = path.join(places.folder, 'events');
    this.progress = new VerifyProgress(io.stderr, () => this.seconds);
  }

  /** To its end, or until it is out of time, hopeless or stopped; then reads all that it left. */
  async outcome(stop: AbortSignal): Promise<Outcome> {
    mkdirSync(this.events);
    const driver = this.start();
    const events = new FollowedFile(this.events, (line) => {
      const event = sparkEvent(line);
      if (event) this.follower.event(event);
    });
    try {
      const code = await this.watch(driver, events, stop);
      await events.catchUp();
      const unread = await this.logs.read((line, file, number) => this.reading.line(line, file, number));
      for (const problem of unread) this.io.stderr.write(`${problemText(problem)}\n`);
      const end = this.cut ?? { is: 'exit', code };
      const { record } = this.follower;
      return { job: this.settings.job, record, end, logs: logVerdict(this.reading, this.settings.cleanup) };
    } finally {
      driver.stop();
      await events.close();
    }
  }

  private start(): SparkDriver {
    const { settings, places } = this;
    const { folder, script, propertiesFile } = places;
    const eventsUrl = pathToFileURL(this.events).href;
    const log = path.join(folder, 'driver.log');
    const file = propertiesFile === undefined ? {} : { propertiesFile };
    return new SparkDriver({
      program: settings.program,
      args: driverArguments(settings.job, { script, eventsUrl, ...file }),
      env: { ...this.io.env, SPARK_HOME: settings.sparkHome },
      folder,
      logFile: log,
      onOutput: (line) => {
        const word = jobWord(line);
        if (!word) return;
        this.follower.word(word);
        this.progress.word(word);
      },
      // What it says of its end when we end it is no sign of anything.
      onLog: (line, number) => {
        if (!this.cut) this.reading.line(line, log, number);
      },
    });
  }

  /** @returns the driver's exit code */
  private async watch(driver: SparkDriver, events: FollowedFile, stop: AbortSignal): Promise<number | null> {
    let over = false;
    const exit = driver.over.finally(() => {
      over = true;
    });
    // It is awaited below, whatever a look throws.
    exit.catch(() => {});
    while (!over) {
      await Promise.race([exit, sleep(LOOK_MILLIS)]);
      await events.catchUp();
      this.progress.tick(this.follower.record, this.reading.counts);
      if (over || this.cut) continue;
      this.cut = this.reasonToEnd(stop);
      if (this.cut) driver.stop();
    }
    return exit;
  }

  private reasonToEnd(stop: AbortSignal): DriverEnd | undefined {
    if (stop.aborted) return { is: 'stopped' };
    const because = hopeless(this.follower.record, this.reading.counts);
    if (because !== undefined) return { is: 'given-up', because };
    const limit = this.settings.timeout.toSeconds();
    return this.seconds > limit ? { is: 'out-of-time', seconds: limit } : undefined;
  }

  private get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }
}
