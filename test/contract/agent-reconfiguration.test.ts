import { type AgentInfo, infoChanges } from '../../src/domain/mesos/agent-compatibility';
import { Resources } from '../../src/domain/mesos/resources';
import { readResources } from '../../src/domain/mesos/resources-reader';
import recording from './recordings/mesos/09-agent-reconfiguration.json';

interface Step {
  readonly do: string;
  readonly response?: { readonly bodyCut?: { readonly slaves: readonly Shown[] } };
  readonly agentFlags?: readonly string[];
  readonly process?: { readonly exit: unknown; readonly stderr?: readonly string[] | null };
}

interface Shown {
  readonly attributes: object;
  readonly reserved_resources: Readonly<Record<string, object>>;
  readonly unreserved_resources: object;
}

type Flags = Readonly<Record<string, string>>;

const [first] = recording.agents;
const steps: readonly Step[] = recording.steps;
const starts = steps.filter((step) => step.agentFlags !== undefined);

/** What the master shows of the agent, beside the very first step. */
const reads = steps.flatMap(({ response }, i) => (response === undefined || i === 0 ? [] : [i]));

function flagsOf(list: readonly string[] = []): Flags {
  return Object.fromEntries(
    list.map((flag) => {
      const at = flag.indexOf('=');
      return [flag.slice(2, at), flag.slice(at + 1)];
    }),
  );
}

function infoOf(flags: Flags): AgentInfo {
  const reading = readResources(flags['resources'] ?? '', '*');
  if ('error' in reading) throw new Error(reading.error);
  const attributes = (flags['attributes'] ?? '').split(';').map((one) => one.split(':'));
  return {
    hostname: flags['hostname'] ?? 'a1',
    port: '25911',
    resources: reading.resources,
    attributes: Object.fromEntries(attributes),
  };
}

/** What an agent says as its last word, undefined where it runs. */
function outcome(registered: AgentInfo, flags: Flags): string | undefined {
  const changes = infoChanges(registered, infoOf(flags));
  switch (flags['reconfiguration_policy'] ?? 'equal') {
    case 'equal':
      return changes.length === 0 ? undefined : 'Incompatible agent info detected. ';
    case 'additive':
      return changes.find(({ refusal }) => refusal !== undefined)?.refusal;
    default:
      return "Unknown option for 'reconfiguration_policy' flag";
  }
}

test('the recording has all its steps', () => {
  expect(steps).toHaveLength(28);
  expect(starts).toHaveLength(21);
  expect(starts.filter(({ process }) => process?.exit === 1)).toHaveLength(13);
  expect(reads).toHaveLength(6);
});

test.each(starts.map((step, i) => [step.do, step, i] as const))('%s', (_, step, i) => {
  // The agent compares with its first registration under its id; the last start of all is a new id's.
  const isNew = step.do.startsWith('rm -f meta/slaves/latest');
  expect(isNew).toBe(i === starts.length - 1);
  const flags = flagsOf(step.agentFlags);
  const registered = infoOf(isNew ? flags : flagsOf(first?.flags));
  const said = outcome(registered, flags);
  if (step.process?.exit === 'still running') expect(said).toBeUndefined();
  else expect((step.process?.stderr ?? []).join('\n')).toContain(said ?? 'nothing');
});

test.each(reads)('step %d: the master shows the last start that was accepted', (i) => {
  const accepted = steps
    .slice(0, i)
    .filter(({ process }) => process?.exit === 'still running')
    .at(-1);
  const flags = flagsOf(accepted?.agentFlags ?? first?.flags);
  const resources = Resources.parse(flags['resources'] ?? '');
  const shown = (role: string) => ({
    ...Object.fromEntries(['cpus', 'mem', 'disk'].map((name) => [name, resources.scalar(name, role)])),
    gpus: 0,
    ...(resources.ranges('ports', role).isEmpty
      ? {}
      : { ports: `[${resources.ranges('ports', role).toString().replaceAll(',', ', ')}]` }),
  });
  const [slave] = steps[i]?.response?.bodyCut?.slaves ?? [];
  expect(slave?.unreserved_resources).toEqual(shown('*'));
  const reserved = resources.roles().filter((role) => role !== '*');
  expect(slave?.reserved_resources).toEqual(Object.fromEntries(reserved.map((role) => [role, shown(role)])));
  const attributes = Object.entries(infoOf(flags).attributes);
  expect(slave?.attributes).toEqual(
    Object.fromEntries(attributes.map(([name, text]) => [name, /^\d+$/.test(text) ? Number(text) : text])),
  );
});
