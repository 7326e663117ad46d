import { type Problem, shown } from '../core/problem';

/** Where applications write what the history server shows. */
export interface EventLog {
  /** A URI such as `hdfs://hdfs/history` or `s3a://bucket/history`, or an absolute path that drivers share. It has to be there. */
  readonly directory: string;
  /** @default - Spark's own: false before 4.0 */
  readonly compress?: boolean;
}

/** Of applications; the history server finds its directory in the same file. */
export function eventLogProperties(eventLog: EventLog | undefined): Readonly<Record<string, string>> {
  if (eventLog === undefined) return {};
  return {
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': eventLog.directory,
    ...(eventLog.compress === undefined ? {} : { 'spark.eventLog.compress': `${eventLog.compress}` }),
    'spark.history.fs.logDirectory': eventLog.directory,
  };
}

export function eventLogProblems(eventLog: EventLog | undefined): readonly Problem[] {
  if (eventLog === undefined) return [];
  const { directory } = eventLog;
  if (/^([a-z][a-z0-9+.-]*:\/|\/)[^\s]*$/i.test(directory)) return [];
  return [
    {
      at: 'eventLog.directory',
      found: shown(directory),
      wanted: 'a URI or an absolute path, such as "hdfs://hdfs/history"',
    },
  ];
}
