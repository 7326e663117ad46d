import { readConstraints } from '../mesos/constraints';

/** What was sent to the dispatcher, as far as the lab acts upon it. */
export interface Submission {
  readonly id: string;
  readonly name: string;
  readonly cpus: number;
  /** MiB, with what Spark adds for what is not heap. */
  readonly mem: number;
  readonly supervise: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly constraints: Readonly<Record<string, readonly string[]>>;
  readonly properties: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, string>>;

/** `spark.driver.memory` where nothing is said, in MiB (Utils.DEFAULT_DRIVER_MEM_MB). */
const DEFAULT_MEMORY = 1024;
const OVERHEAD = { factor: 0.1, least: 384 };

/**
 * Reads what MesosRestServer.scala and MesosClusterScheduler.scala read of a request.
 * @throws RangeError where a number is none
 */
export function submissionOf(id: string, mainClass: string, properties: Properties): Submission {
  const memory = mebibytes(properties['spark.driver.memory'] ?? `${DEFAULT_MEMORY}m`);
  const overhead = properties['spark.driver.memoryOverhead'];
  const least = Math.max(Math.trunc(OVERHEAD.factor * memory), OVERHEAD.least);
  return {
    id,
    name: properties['spark.app.name'] ?? mainClass,
    cpus: number(properties['spark.driver.cores'] ?? '1'),
    mem: memory + (overhead === undefined ? least : number(overhead)),
    supervise: properties['spark.driver.supervise'] === 'true',
    labels: labelsOf(properties['spark.mesos.driver.labels'] ?? ''),
    constraints: readConstraints(properties['spark.mesos.driver.constraints'] ?? ''),
    properties,
  };
}

/** `key:value,key:value`, with a backslash before what is meant as it stands (MesosProtoUtils.scala). */
function labelsOf(text: string): Readonly<Record<string, string>> {
  const plain = (part: string) => part.replace(/\\(.)/g, '$1');
  const parts = text === '' ? [] : text.split(/(?<!\\),/);
  return Object.fromEntries(
    parts.map((part) => {
      const [key = '', ...values] = part.split(/(?<!\\):/);
      if (values.length !== 1) throw new RangeError(`Malformed label: ${part}`);
      return [plain(key), plain(values[0] ?? '')];
    }),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ b: 2 ** -20, k: 2 ** -10, kb: 2 ** -10, m: 1, mb: 1 },
  ...{ g: 2 ** 10, gb: 2 ** 10, t: 2 ** 20, tb: 2 ** 20 },
};

function mebibytes(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([a-z]*)$/.exec(text.trim().toLowerCase()) ?? [];
  const factor = unit === '' ? 2 ** -20 : UNITS[unit];
  if (amount === '' || factor === undefined) throw new RangeError(`For input string: "${text}"`);
  return Math.trunc(Number(amount) * factor);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`For input string: "${text}"`);
  return value;
}
