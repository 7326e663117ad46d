import { nearMiss } from '../core/near-miss';
import { attempt, type Problem, rejectIf, shown } from '../core/problem';
import { agentFlagFacts, type FlagFact } from './agent-flag-facts';
import { flagText } from './agent-flag-text';
import type { AgentFlags } from './agent-flags';
import { isBefore, type MesosRelease } from './mesos-release';

/** Where the agent runs. The names of the variables are the same; what one may set is not. */
export type FlagPlatform = 'dcos' | 'mesos';

const facts: ReadonlyMap<string, FlagFact> = new Map(agentFlagFacts.map((fact) => [fact.name, fact]));
const propNames = [...facts.keys()].map(camelCase);

/** Flags that follow from other things that the user says, and those that make the agent end at once. */
const OWNED: ReadonlyMap<string, string> = new Map([
  ['resources', 'say it with reservations and ports'],
  ['attributes', 'say it with attributes'],
  ['default_role', 'say it with the role of the agents, private or public'],
  // enumerateGpuResources, src/slave/containerizer/mesos/isolators/gpu/allocator.cpp, apache/mesos 1.1.0 to 1.11.0.
  [
    'nvidia_gpu_devices',
    'an agent with the isolation gpu/nvidia offers all GPUs; one with a choice of them does not start',
  ],
  ['work_dir', 'it follows from the storage'],
  ['master', 'it follows from the cluster'],
  ['help', 'leave it out, the agent would print a text and end'],
  ['version', 'leave it out, the agent would print a text and end'],
]);

/**
 * Flags that other parts of DC/OS rely on: Admin Router and the logs reach the agent on its port, modules and
 * networks lie where DC/OS unpacks them (gen/dcos-config.yaml and packages/mesos/extra/start_mesos.sh, dcos/dcos 2.1).
 */
const DCOS_OWN = new Set([
  'domain',
  'domain_socket_location',
  'ip',
  'ip_discovery_command',
  'launcher_dir',
  'modules_dir',
  'network_cni_config_dir',
  'network_cni_plugins_dir',
  'port',
]);

/**
 * The flags as environment of mesos-agent, `MESOS_GC_DELAY: '2days'`, sorted by name.
 * @param mesos the release of the agents; where it is unknown, so is which flags it has
 * @throws ProblemError that names every flag that is unknown, has a bad value, is not the user's to set, or that
 *   the agents' Mesos does not have yet
 */
export function agentEnvironment(
  flags: AgentFlags,
  platform: FlagPlatform = 'mesos',
  mesos?: MesosRelease,
): Readonly<Record<string, string>> {
  const { customFlags = {}, ...typed } = flags;
  const problems: Problem[] = [];
  const found = new Map<string, string>();
  for (const [prop, value] of Object.entries(typed)) {
    if (value === undefined) continue;
    problems.push(...releaseProblems(prop, snakeCase(prop), mesos));
    const read = attempt(() => typedFlag(prop, value, platform));
    if ('value' in read) found.set(...read.value);
    else problems.push(...read.problems);
  }
  for (const [name, value] of Object.entries(customFlags)) {
    const trouble = [
      ...customProblems(name, value, found),
      ...releaseProblems(`customFlags.${name}`, name, mesos),
    ];
    if (trouble.length === 0) found.set(name, value);
    problems.push(...trouble);
  }
  rejectIf(problems);
  const names = [...found.keys()].sort();
  return Object.fromEntries(names.map((name) => [variable(name), found.get(name) ?? '']));
}

function typedFlag(prop: string, value: unknown, platform: FlagPlatform): [name: string, text: string] {
  const name = snakeCase(prop);
  const fact = facts.get(name);
  rejectIf(nameProblems({ prop, name, known: fact !== undefined, platform }));
  return [name, fact ? flagText(prop, fact.is, value) : ''];
}

function nameProblems(flag: {
  readonly prop: string;
  readonly name: string;
  readonly known: boolean;
  readonly platform: FlagPlatform;
}): readonly Problem[] {
  const { prop, name } = flag;
  if (!flag.known || prop !== camelCase(name)) {
    const near = flag.known ? camelCase(name) : nearMiss(prop, propNames);
    const fix = 'an unknown one goes into customFlags';
    return [
      {
        at: prop,
        found: 'a flag that mesos-agent does not have',
        wanted: near === undefined ? 'one that it has' : `one that it has, perhaps ${near}`,
        fix,
      },
    ];
  }
  const owned = ownedProblem(prop, name);
  if (owned) return [owned];
  if (flag.platform === 'mesos' || !DCOS_OWN.has(name)) return [];
  return [
    {
      at: prop,
      found: 'a flag that DC/OS sets itself and relies on',
      wanted: 'it left out',
      fix: `if you must, customFlags: { ${name}: … } sets it all the same`,
    },
  ];
}

function ownedProblem(at: string, name: string): Problem | undefined {
  const fix = OWNED.get(name);
  return fix === undefined
    ? undefined
    : { at, found: 'a flag that is not set here', wanted: 'it left out', fix };
}

function customProblems(
  name: string,
  value: unknown,
  taken: ReadonlyMap<string, string>,
): readonly Problem[] {
  const at = `customFlags.${name}`;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    return [{ at, found: shown(name), wanted: 'a name as on the command line, such as "gc_delay"' }];
  }
  const owned = ownedProblem(at, name);
  if (owned) return [owned];
  if (taken.has(name)) return [{ at, found: `also given as ${camelCase(name)}`, wanted: 'one of the two' }];
  const fact = facts.get(name);
  const is = fact?.is === 'secret' ? fact.is : 'text';
  const read = attempt(() => flagText(at, is, value));
  return 'problems' in read ? read.problems : [];
}

/** As a variable such a flag would be passed over without a word, on the command line it ends the agent. */
function releaseProblems(at: string, name: string, mesos: MesosRelease | undefined): readonly Problem[] {
  const since = facts.get(name)?.since;
  if (mesos === undefined || since === undefined || !isBefore(mesos, since)) return [];
  return [
    {
      at,
      found: `a flag that Mesos has since ${since}, and agents of Mesos ${mesos}`,
      wanted: 'it left out',
      fix: `or agents of Mesos ${since} or later; ${mesos} would start without it or not at all`,
    },
  ];
}

function variable(name: string): string {
  return `MESOS_${name.toUpperCase()}`;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(prop: string): string {
  return prop.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
