import { type MarathonApp, normalizeApp } from './app';

export interface Difference {
  /** Where in the app, for example `env.SPARK_DAEMON_MEMORY` or `healthChecks[0].portIndex`. */
  readonly path: string;
  /** Undefined where the field should not be there. */
  readonly wanted: unknown;
  /** Undefined where the field is not there. */
  readonly found: unknown;
}

export interface DifferenceOptions {
  /**
   * True: `wanted` is a partial update (PATCH, or PUT with its default `partialUpdate=true`), so what it
   * leaves out keeps its value. False: it is the whole app (`partialUpdate=false`), so what it leaves out,
   * `instances` included, falls back to Marathon's default.
   * @default false
   */
  readonly partial?: boolean;
}

/**
 * What a PUT of `wanted` would change of the app that Marathon gives back as `found`. Empty exactly when
 * it would change nothing: such a PUT would still make a deployment, so it is not sent.
 */
export function appDifferences(
  wanted: MarathonApp,
  found: MarathonApp,
  options: DifferenceOptions = {},
): readonly Difference[] {
  const after = options.partial ? { ...found, ...given(wanted) } : wanted;
  const differences = compare('', normalizeApp(after), normalizeApp(found));
  return differences.filter(
    ({ path, wanted: value }) => !(value === undefined && KEPT.includes(path)) && !isAnyPort(path, value),
  );
}

/** Port 0 asks for any service port: Marathon puts in a number of its own (`assignDynamicServicePorts`). */
function isAnyPort(path: string, wanted: unknown): boolean {
  if (/^portDefinitions\[\d+\]\.port$/.test(path)) return wanted === 0;
  return /^container\.portMappings\[\d+\]\.servicePort$/.test(path) && (wanted === 0 || wanted === undefined);
}

/** What stays as it is when nothing is said, also in a whole app: the id is in the URL, the role in the group. */
const KEPT: readonly string[] = ['id', 'role'];

function given(app: MarathonApp): MarathonApp {
  return Object.fromEntries(Object.entries(app).filter(([, value]) => value !== undefined && value !== null));
}

function compare(path: string, wanted: unknown, found: unknown): readonly Difference[] {
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    return wanted.flatMap((item, i) => compare(`${path}[${i}]`, item, found[i]));
  }
  if (isRecord(wanted) && isRecord(found)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
    return keys.flatMap((key) => compare(path === '' ? key : `${path}.${key}`, wanted[key], found[key]));
  }
  return same(wanted, found) ? [] : [{ path, wanted, found }];
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line for people: `mem: 1024 instead of 512`. */
export function differenceText({ path, wanted, found }: Difference): string {
  return `${path}: ${JSON.stringify(wanted) ?? 'nothing'} instead of ${JSON.stringify(found) ?? 'nothing'}`;
}
