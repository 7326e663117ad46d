import { hasLate } from '../core/late';
import { nearMiss } from '../core/near-miss';
import { APP_FIELDS, type MarathonApp } from './app';
import type { AppFinding } from './app-finding';
import { appIdProblems } from './app-id';
import { constraintProblems } from './constraint';
import { checkFindings } from './health-check-problems';

/** Older spellings that Marathon still reads: `fetch` and `portDefinitions`. */
const SPELLINGS = ['uris', 'ports'];

/**
 * What Marathon would refuse with 422, and what it would accept and ignore: an unknown field of a request is dropped
 * without a word (recording 28), so that a typing error would be an app without that setting for ever.
 */
export function appFindings(app: MarathonApp): readonly AppFinding[] {
  return [
    ...fieldFindings(app),
    ...appIdProblems(app.id ?? '').map(({ wanted }) => ({ path: ['id'], wanted })),
    ...commandFindings(app),
    ...amountFindings(app),
    ...(app.constraints ?? []).flatMap((constraint, i) =>
      constraint.some(hasLate)
        ? []
        : constraintProblems('', constraint).map(({ wanted }) => ({ path: ['constraints', i], wanted })),
    ),
    ...portFindings(app),
    ...checkFindings(app),
    ...strategyFindings(app),
  ];
}

function fieldFindings(app: MarathonApp): readonly AppFinding[] {
  const known = [...APP_FIELDS, ...SPELLINGS];
  return Object.keys(app)
    .filter((field) => !known.includes(field))
    .map((field) => {
      const meant = nearMiss(field, known);
      const ignored = 'a field that is compared: Marathon ignores those that it does not know';
      return { path: [field], wanted: meant === undefined ? ignored : `${meant}? ${ignored}` };
    });
}

function commandFindings(app: MarathonApp): readonly AppFinding[] {
  const container = app['container'] as { readonly docker?: { readonly image?: unknown } } | undefined;
  const args = app['args'];
  if (app.cmd !== undefined && args !== undefined)
    return [{ path: ['args'], wanted: 'cmd or args, not both' }];
  if (app.cmd !== undefined) {
    return app.cmd.length < 2 ? [{ path: ['cmd'], wanted: 'a command of two letters or more' }] : [];
  }
  if (args !== undefined || container?.docker?.image !== undefined) return [];
  return [{ path: ['cmd'], wanted: 'a command, args, or an image that brings its own' }];
}

function amountFindings(app: MarathonApp): readonly AppFinding[] {
  const amounts = ['cpus', 'mem', 'disk', 'gpus', 'backoffSeconds', 'maxLaunchDelaySeconds'];
  return amounts
    .filter((field) => app[field] !== undefined && !(Number(app[field]) >= 0))
    .map((field) => ({ path: [field], wanted: 'a number from 0' }));
}

function portFindings(app: MarathonApp): readonly AppFinding[] {
  const definitions = app.portDefinitions ?? [];
  const findings = definitions.flatMap(({ port }, i): readonly AppFinding[] =>
    port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)
      ? []
      : [{ path: ['portDefinitions', i, 'port'], wanted: 'a port from 0 to 65535' }],
  );
  const named = definitions.flatMap(({ name }) => name ?? []);
  const ports = definitions.flatMap(({ port }) => (port ? [port] : []));
  const repeated = new Set(named).size < named.length || new Set(ports).size < ports.length;
  return repeated
    ? [...findings, { path: ['portDefinitions'], wanted: 'a port and a name of its own for each' }]
    : findings;
}

function strategyFindings(app: MarathonApp): readonly AppFinding[] {
  const upgrade = (app['upgradeStrategy'] ?? {}) as Readonly<Record<string, unknown>>;
  const shares = ['minimumHealthCapacity', 'maximumOverCapacity']
    .filter(
      (name) => upgrade[name] !== undefined && !(Number(upgrade[name]) >= 0 && Number(upgrade[name]) <= 1),
    )
    .map((name) => ({ path: ['upgradeStrategy', name], wanted: 'a share from 0 to 1' }));
  return [...shares, ...unreachableFindings(app['unreachableStrategy'])];
}

function unreachableFindings(strategy: unknown): readonly AppFinding[] {
  if (strategy === undefined || strategy === 'disabled') return [];
  const path = ['unreachableStrategy'];
  const wanted =
    '"disabled", or { inactiveAfterSeconds, expungeAfterSeconds } of which the second is not smaller';
  if (typeof strategy !== 'object' || strategy === null) return [{ path, wanted }];
  const { inactiveAfterSeconds: inactive = 0, expungeAfterSeconds: expunge = 0 } = strategy as Times;
  return inactive >= 0 && expunge >= inactive ? [] : [{ path, wanted }];
}

interface Times {
  readonly inactiveAfterSeconds?: number;
  readonly expungeAfterSeconds?: number;
}

/** Marathon's default of `--reconciliation_interval`. */
const RECONCILIATION_SECONDS = 600;

/**
 * Why a lost task might never be replaced: where both times are over at one reconciliation, Marathon fails inside on
 * each one from then on (recording 42). Undefined where that cannot be.
 */
export function unreachableTrap(app: MarathonApp): string | undefined {
  const strategy = app['unreachableStrategy'];
  if (typeof strategy !== 'object' || strategy === null) return undefined;
  const { inactiveAfterSeconds: inactive = 0, expungeAfterSeconds: expunge = 0 } = strategy as Times;
  if (expunge === 0 || expunge - inactive > RECONCILIATION_SECONDS) return undefined;
  return (
    `unreachableStrategy {${inactive}, ${expunge}}: a task on a lost agent may never be replaced. Wanted: ` +
    `expungeAfterSeconds more than ${RECONCILIATION_SECONDS} s above inactiveAfterSeconds, both 0, or "disabled"`
  );
}
