import { Duration } from '../../core/duration';
import { attempt } from '../../core/problem';
import { findEntry } from '../conf-catalogue';
import type { Cleanup } from '../service-settings';

/** What the JVM options of a hand-made service say. */
export interface WrittenOptions {
  /** `spark.*` settings that a service reads and that no prop says. */
  readonly properties: Readonly<Record<string, string>>;
  /** Settings that no shuffle service reads. */
  readonly unread: readonly string[];
  /** Everything that is no setting of Spark, such as `-XX:+UseG1GC`; without sizes that are said otherwise. */
  readonly java: readonly string[];
  readonly cleanup: Cleanup;
  readonly connectionTimeout?: string;
  /** As it is written. */
  readonly port?: string;
}

const INTERVAL = 'spark.shuffle.cleaner.interval';
const TIMEOUT = 'spark.shuffle.io.connectionTimeout';
const PORT = 'spark.shuffle.service.port';
const OURS = [INTERVAL, TIMEOUT, PORT];

/** Nobody wants to clean once a month: whoever writes that wants the cleaner off. */
const OFF_SECONDS = 30 * 86_400;

/** @param texts values of SPARK_SHUFFLE_OPTS and SPARK_DAEMON_JAVA_OPTS */
export function writtenOptions(texts: readonly string[]): WrittenOptions {
  const words = texts.flatMap(javaWords);
  const pairs = new Map(words.flatMap((word) => settingIn(word)));
  const settings = [...pairs].filter(([key]) => !OURS.includes(key));
  const isRead = (key: string) => findEntry(key)?.readBy.includes('service') ?? true;
  const interval = secondsOf(pairs.get(INTERVAL));
  const timeout = secondsOf(pairs.get(TIMEOUT));
  const port = pairs.get(PORT);
  return {
    properties: Object.fromEntries(settings.filter(([key]) => isRead(key))),
    unread: settings.map(([key]) => key).filter((key) => !isRead(key)),
    java: words.filter(
      (word) => settingIn(word).length === 0 && !word.startsWith('-XX:MaxDirectMemorySize='),
    ),
    cleanup: interval !== undefined && interval >= OFF_SECONDS ? 'Janitor' : 'Service',
    ...(timeout === undefined ? {} : { connectionTimeout: `${timeout}s` }),
    ...(port === undefined ? {} : { port }),
  };
}

function settingIn(word: string): readonly (readonly [string, string])[] {
  const [, key, value = ''] = /^-D(spark\.[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  return key === undefined ? [] : [[key, value]];
}

/** As Spark's launcher splits them: quotes group, a backslash takes the next character as it is. */
function javaWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return words.map((word) => word.replace(/\\(.)|["']/gs, (_, escaped?: string) => escaped ?? ''));
}

/** A bare number of these two is in seconds. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = attempt(() => Duration.parse(/^\d+$/.test(text) ? `${text}s` : text));
  return 'value' in read ? read.value.toSeconds() : undefined;
}
