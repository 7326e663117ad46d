import { type Problem, ProblemError } from '../../core/problem';
import type { MarathonApp } from '../../marathon/app';
import { appDifferences, type Difference } from '../../marathon/diff';
import type { Cleanup } from '../service-settings';
import { factsOf, type ImportAnswers } from './facts';
import { anew, notesOf } from './rendered';
import type { Trap } from './trap';
import { trapsOf } from './traps';
import { writtenApp } from './written-app';

/** A hand-made Marathon app as a shuffle service that the operator can look after. */
export interface ImportedService {
  readonly name: string;
  readonly role: string;
  readonly slots: readonly number[];
  readonly port: number;
  readonly sparkVersion: string;
  readonly sharedDirectory: string;
  readonly cleanup: Cleanup;
  /** Without what only the operator knows. */
  readonly app: Readonly<Record<string, unknown>>;
  /** The running app's id; absent where the operator could not count it as its own. */
  readonly adopt?: string;
  /** Why it cannot stay as it is; empty where the app goes on as it runs. */
  readonly traps: readonly Trap[];
  /** What the operator's own version has otherwise; empty where there are no traps. */
  readonly changes: readonly Difference[];
  /** What a person should look at. */
  readonly notes: readonly string[];
}

/** An app with one of these is not one task a host on one known port. */
const NOT_ADOPTABLE = ['AnyPort', 'ContainerNetwork', 'LeavesAgentsOut', 'NoPort', 'NotUnique'];

/** Said by the operator, app by app. */
const OPERATORS = ['acceptedResourceRoles', 'id', 'instances', 'role'];

/**
 * A service that has no trap stays as it is, to the letter: then nothing restarts. Any other one is rendered anew, as
 * the construct would, from what the app says; the operator runs that beside the old one until nobody uses it.
 * @throws ProblemError with everything that the app does not tell, and how to answer it
 */
export function importedService(given: MarathonApp, answers: ImportAnswers = {}): ImportedService {
  const written = writtenApp(given);
  if (!written) throw new ProblemError([notAService(given)]);
  const facts = factsOf(written, answers);
  const traps = trapsOf(written, facts.sharedDirectory);
  const app = traps.length === 0 ? asItIs(written.app) : anew(written, facts);
  const { name, role, slots, port, spark, sharedDirectory } = facts;
  const adopt = written.app.id ?? '';
  const kept = traps.filter(({ reason }) => NOT_ADOPTABLE.includes(reason)).map(({ at }) => at);
  const cleanup = written.options.cleanup;
  const placed = { ...app, id: adopt, instances: written.app.instances ?? 1, acceptedResourceRoles: [role] };
  const ours = {
    ...placed,
    portDefinitions: (app['portDefinitions'] as readonly object[]).map((one) => ({ ...one, port })),
  };
  return {
    ...{ name, role, slots, port, sparkVersion: spark.version, sharedDirectory, cleanup, app, traps },
    ...(kept.length === 0 ? { adopt } : {}),
    changes: traps.length === 0 ? [] : appDifferences(ours, written.app),
    notes: [
      ...notesOf(written, facts, Number(app['mem'])),
      ...(kept.length === 0
        ? []
        : [
            `${adopt} cannot be adopted (${[...new Set(kept)].join(', ')}): it stays beside the new one, until you delete it`,
          ]),
    ],
  };
}

function notAService({ cmd, args, run }: MarathonApp): Problem {
  const driver = /spark-submit|pyspark|spark-shell/.test(JSON.stringify({ cmd, args, run }));
  return {
    at: 'cmd',
    found: driver ? "a driver's command" : 'a command that starts no shuffle service',
    wanted: 'start-mesos-shuffle-service.sh, or spark-class with the MesosExternalShuffleService',
    fix: driver
      ? 'declare a SparkApplication, which starts a driver that ends when it is done'
      : 'any other app can be declared as a MarathonApp as it is',
  };
}

/** What Marathon has of it, without what only the operator knows. */
function asItIs(app: MarathonApp): Readonly<Record<string, unknown>> {
  const portDefinitions = (app.portDefinitions ?? []).map(({ port: _, ...rest }) => rest);
  return Object.fromEntries(
    Object.entries({ ...app, portDefinitions }).filter(([field]) => !OPERATORS.includes(field)),
  );
}
