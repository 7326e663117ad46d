import type { SignCount } from '../domain/spark/logs/log-reading';
import type { JobWord } from '../domain/spark/verify/job-word';
import type { RunRecord } from '../domain/spark/verify/run-record';
import type { TextSink } from './io';

const STEPS = {
  start: 'starting the driver',
  'first-read': 'first read: shuffling',
  fall: 'waiting until executors are given back',
  'second-read': 'second read: what the first one wrote',
  end: 'ending',
} as const;

/** Seconds from one word to the next while nothing changes. */
const QUIET = 15;

/** Says on standard error what a run is at, so that a long wait is not a silent one. */
export class VerifyProgress {
  private step: keyof typeof STEPS = 'start';
  private said = 0;
  private readonly told = new Set<string>();

  /** @param seconds since the run began */
  constructor(
    private readonly sink: TextSink,
    private readonly seconds: () => number,
  ) {
    this.say(STEPS.start);
  }

  word(word: JobWord): void {
    if (word.says === 'groups') this.say(`${word.read}: ${word.groups} groups`);
    if (word.says === 'failure') this.say(`failed: ${word.failure.split('\n')[0]}`);
    if (word.says !== 'step') return;
    this.step = word.step;
    this.say(STEPS[word.step]);
  }

  /** To be called now and then. */
  tick(record: RunRecord, signs: ReadonlyMap<string, SignCount>): void {
    for (const [id, { sign }] of signs) {
      if (sign.grade !== 'bad' || this.told.has(id)) continue;
      this.told.add(id);
      this.say(`bad sign ${id}: ${sign.means}`);
    }
    if (this.seconds() - this.said < QUIET) return;
    const { reads, executors } = record;
    const tasks = reads['first-read'].tasks + reads['second-read'].tasks;
    this.say(`${STEPS[this.step]}: ${executors} executors, ${tasks} tasks done`);
  }

  private say(text: string): void {
    this.said = this.seconds();
    this.sink.write(`${`${Math.round(this.said)} s`.padStart(6)}  ${text}\n`);
  }
}
