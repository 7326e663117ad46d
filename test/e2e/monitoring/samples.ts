/** Samples of one scrape by their series, `name{labels}`. */
export type Scrape = ReadonlyMap<string, number>;

/** Ours, and what panels show of the process. */
const WANTED = /^(mesos_spark_|process_resident_memory_bytes|nodejs_heap_size_used_bytes)/;

/**
 * Reads what an operator answers at `/metrics`, as a scrape would file it.
 * @param labels `job` and `instance`
 * @param start seconds since 1970 at which the test began: moments are told from there, as promtool begins at 0
 */
export function readScrape(text: string, labels: Readonly<Record<string, string>>, start: number): Scrape {
  const own = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const lines = text.split('\n').filter((line) => WANTED.test(line));
  return new Map(
    lines.map((line) => {
      const [, name = '', , inside = '', value = ''] = /^(\w+)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const all = inside === '' ? own : [inside, ...own];
      const moment = name.endsWith('_timestamp_seconds') && Number(value) > 0 ? start : 0;
      return [`${name}{${all.join(',')}}`, Number(value) - moment] as const;
    }),
  );
}

/** One series as promtool takes it. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Scrapes, one a minute, and then for so many minutes on as they changed in the last one: moments and counters go
 * on, what stood still stands still. A series that ends is marked so, as Prometheus does.
 */
export function inputSeries(scrapes: readonly Scrape[], hold: number): readonly InputSeries[] {
  const names = [...new Set(scrapes.flatMap((scrape) => [...scrape.keys()]))].sort();
  return names.map((series) => ({
    series,
    values: values(
      scrapes.map((one) => one.get(series)),
      hold,
    ),
  }));
}

function values(found: readonly (number | undefined)[], hold: number): string {
  const words = found.map((value, i) =>
    value !== undefined ? `${value}` : found[i - 1] === undefined ? '_' : 'stale',
  );
  const [before, last] = found.slice(-2);
  if (last === undefined || hold === 0) return words.join(' ');
  const step = before === undefined ? 0 : last - before;
  return [...words.slice(0, -1), `${last}${step < 0 ? '-' : '+'}${Math.abs(step)}x${hold}`].join(' ');
}
