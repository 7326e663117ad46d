import { type Problem, shown } from '../core/problem';
import { allowsEveryAgent, constraintProblems, UNIQUE_HOST } from '../marathon/constraint';

/** Who says a field, where it is not the escape hatch. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  id: 'the operator names the app after role, service and version',
  instances: 'the operator keeps one instance on every eligible agent',
  role: 'it is the role of the reservation',
  acceptedResourceRoles: 'it is the role of the reservation',
  cmd: 'say spark, properties and javaOptions instead',
  args: 'say spark, properties and javaOptions instead',
  cpus: 'say cpus beside it',
  mem: 'say heap and memory beside it',
  disk: 'files lie in the shared directory, which is no resource of Mesos',
  env: 'say environment beside it',
  user: 'say sparkUser on the agents',
  container: 'say spark: SparkDistribution.docker or .ucr instead',
  fetch: 'say spark: SparkDistribution.archive instead',
  portDefinitions: 'the operator gives the port, out of the reservation',
  ports: 'the operator gives the port, out of the reservation',
  healthChecks: 'a check that kills breaks running applications',
  requirePorts: 'without it Marathon takes any port',
  unreachableStrategy: 'a timer must not give up the slot of an agent that may come back',
  upgradeStrategy: 'say updates beside it',
};

/** What may not be said in the escape hatch of a shuffle service's app. */
export function overrideProblems(app: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(app)
    .sort()
    .flatMap((field): readonly Problem[] => {
      const at = `app.${field}`;
      const reason = SAID_ELSEWHERE[field];
      if (reason !== undefined) return [{ at, found: shown(app[field]), wanted: 'nothing', fix: reason }];
      if (field === 'networks' || field === 'ipAddress') return networkProblems(at, app[field]);
      if (field === 'constraints') return constraintsProblems(app[field]);
      return field === 'labels' && !isLabels(app[field])
        ? [{ at, found: shown(app[field]), wanted: 'texts by name' }]
        : [];
    });
}

function networkProblems(at: string, networks: unknown): readonly Problem[] {
  if (JSON.stringify(networks) === '[{"mode":"host"}]') return [];
  return [
    {
      at,
      found: shown(networks),
      wanted: "the host's network",
      fix: 'executors register and fetch blocks by the address of their host, which a container network hides',
    },
  ];
}

function constraintsProblems(constraints: unknown): readonly Problem[] {
  if (!Array.isArray(constraints) || !constraints.every((c) => Array.isArray(c) && c.every(isText))) {
    return [{ at: 'app.constraints', found: shown(constraints), wanted: 'a list of lists of texts' }];
  }
  return constraints.flatMap((constraint: readonly string[], i) => {
    const at = `app.constraints[${i}]`;
    const problems = constraintProblems(at, constraint);
    if (problems.length === 0 && !allowsEveryAgent(constraint)) {
      const wanted = 'a constraint that every agent meets or fails alone (LIKE, UNLIKE, IS)';
      const fix =
        'it would leave agents of the group without a shuffle service, and deployments without an end';
      return [{ at, found: shown(constraint), wanted, fix }];
    }
    const again = constraint[0] === UNIQUE_HOST[0] && constraint[1] === UNIQUE_HOST[1];
    return again
      ? [{ at, found: shown(constraint), wanted: 'constraints besides it', fix: 'it is always there' }]
      : problems;
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isLabels(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText)
  );
}
