/** What verify takes from a driver's event log. */
export type SparkEvent =
  | { readonly is: 'version'; readonly version: string }
  | { readonly is: 'settings'; readonly settings: Readonly<Record<string, string>> }
  | { readonly is: 'application'; readonly id: string }
  | { readonly is: 'executor-added'; readonly executor: string; readonly host: string }
  | { readonly is: 'executor-removed'; readonly executor: string }
  | { readonly is: 'job'; readonly stages: readonly number[]; readonly group: string | undefined }
  | {
      readonly is: 'task';
      readonly stage: number;
      readonly isMap: boolean;
      readonly succeeded: boolean;
      readonly executor: string;
      readonly host: string;
      readonly remoteBlocks: number;
      readonly remoteBytes: number;
      readonly localBlocks: number;
    };

type Fields = Readonly<Record<string, unknown>>;

const READERS: Readonly<Record<string, (event: Fields) => SparkEvent | undefined>> = {
  SparkListenerLogStart: (event) => ({ is: 'version', version: text(event['Spark Version']) }),
  SparkListenerEnvironmentUpdate: (event) => ({
    is: 'settings',
    settings: settings(event['Spark Properties']),
  }),
  SparkListenerApplicationStart: (event) => ({ is: 'application', id: text(event['App ID']) }),
  SparkListenerExecutorAdded: (event) => ({
    is: 'executor-added',
    executor: text(event['Executor ID']),
    host: text(fields(event['Executor Info'])['Host']),
  }),
  SparkListenerExecutorRemoved: (event) => ({ is: 'executor-removed', executor: text(event['Executor ID']) }),
  SparkListenerJobStart: (event) => ({
    is: 'job',
    stages: Array.isArray(event['Stage IDs']) ? event['Stage IDs'].map(Number) : [],
    group: textOrNone(fields(event['Properties'])['spark.jobGroup.id']),
  }),
  SparkListenerTaskEnd: (event) => {
    const info = fields(event['Task Info']);
    const read = fields(fields(event['Task Metrics'])['Shuffle Read Metrics']);
    return {
      is: 'task',
      stage: number(event['Stage ID']),
      isMap: event['Task Type'] === 'ShuffleMapTask',
      succeeded: fields(event['Task End Reason'])['Reason'] === 'Success',
      executor: text(info['Executor ID']),
      host: text(info['Host']),
      remoteBlocks: number(read['Remote Blocks Fetched']),
      remoteBytes: number(read['Remote Bytes Read']),
      localBlocks: number(read['Local Blocks Fetched']),
    };
  },
};

const NAME = /^\{"Event":"(\w+)"/;

/**
 * Reads a line of an event log (JsonProtocol of Spark 2.2 to 3.5, the same fields in all of them).
 * @returns undefined for events of other kinds, and for a line that is not whole
 */
export function sparkEvent(line: string): SparkEvent | undefined {
  const read = READERS[NAME.exec(line)?.[1] ?? ''];
  if (!read) return undefined;
  try {
    return read(fields(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

function settings(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, String(one)]));
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

const text = (value: unknown): string => textOrNone(value) ?? '';
const textOrNone = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
