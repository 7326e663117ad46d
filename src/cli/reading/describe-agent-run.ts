import { Duration } from '../../domain/core/duration';
import { type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { agentHealthOverHttp } from '../../io/agent-health-http';
import type { AgentPorts } from '../../operator/ports';
import { mesosClient } from '../cluster-clients';
import { type ClusterOptions, clusterSettings, readAgentHealthPort } from '../cluster-options';
import { type CliIo, EXIT } from '../io';
import { OptionReader } from '../option-reader';
import { documentText } from '../output/documents';
import type { Output } from '../output/output-option';
import { type AgentNames, readAgentRecords } from './agent-records';
import { type Cluster, readCluster } from './cluster';
import { agentDocument } from './cluster-documents';
import { isAgent, unknown } from './cluster-filters';
import { type AgentPicture, describeAgent } from './describe-agent';
import { readInventory } from './inventory';
import { nowOf } from './now';
import { openStores } from './open-stores';
import { servicesIn } from './service-apps';

export interface DescribeOptions extends ClusterOptions {
  readonly output: Output;
}

interface Run {
  readonly options: DescribeOptions;
  readonly io: CliIo;
}

/** An agent that is well answers at once. */
const HEALTH_TIMEOUT = Duration.seconds(5);

/** Whoever does not answer is named on stderr; what the others say is printed, and the end is 1. */
export async function tellAgent(name: string, { options, io }: Run): Promise<void> {
  const problems: Problem[] = [];
  const port = readAgentHealthPort(new OptionReader(io.env, problems), options);
  rejectIf(problems);
  const settings = clusterSettings(options, io.env, {
    required: ['mesos'],
    optional: ['manifests', 'state'],
  });
  const { manifests, state } = settings;
  const silent = (error: unknown) => {
    io.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    io.exit?.(EXIT.failed);
    return undefined;
  };
  const stores = manifests && state ? openStores({ manifests, state }, io) : undefined;
  const inventory = await (stores && readInventory(stores).catch(silent));
  const services = inventory && servicesIn(inventory.subjects);
  const client = mesosClient(settings);
  const cluster = await readCluster(client, services?.hosts)
    .catch(silent)
    .finally(() => client.close());
  const pictures: AgentPicture[] = [];
  for (const agent of agentsNamed(name, cluster)) {
    const records =
      stores && inventory && (await readAgentRecords(stores.state, inventory.subjects, agent).catch(silent));
    pictures.push({
      agent,
      ...(cluster ? { cluster } : {}),
      ...(records ? { records } : {}),
      apps: services?.apps ?? [],
      health: await healthOf(agent, port),
      now: nowOf(io),
    });
  }
  io.stdout.write(textOf(pictures, options.output));
}

/** Several registrations may have one hostname. Without a master the name is taken for a hostname. */
function agentsNamed(name: string, cluster: Cluster | undefined): readonly AgentPicture['agent'][] {
  if (!cluster) return [{ hostname: name }];
  const found = cluster.agents.filter((one) => isAgent(one, name));
  if (found.length > 0) return found;
  const names = cluster.agents.flatMap(({ hostname }) => hostname ?? []);
  throw new ProblemError([unknown('NAME', name, 'an agent that the master knows, by hostname or id', names)]);
}

async function healthOf({ hostname }: AgentNames, port: number): Promise<AgentPorts> {
  if (hostname === undefined)
    return { is: 'unknown', reason: 'NoHostname', message: 'nobody knows where to ask' };
  const answers = await agentHealthOverHttp({ port, timeout: HEALTH_TIMEOUT }).ports([hostname]);
  return answers.get(hostname) ?? { is: 'unknown', reason: 'AgentSilent', message: 'it was not asked' };
}

function textOf(pictures: readonly AgentPicture[], output: Output): string {
  if (output !== 'json' && output !== 'yaml') return pictures.map(describeAgent).join('\n');
  const documents = pictures.map(documentOf);
  return documents.length === 1
    ? documentText(documents[0], output)
    : documentText({ kind: 'List', items: documents }, output);
}

function documentOf({ agent, cluster, records, apps, health }: AgentPicture): object {
  const { id, hostname, state, view } = agent;
  const known =
    cluster && id !== undefined && state !== undefined
      ? agentDocument({ ...agent, id, state, ...(view ? { view } : {}) }, { whole: cluster, apps })
      : { kind: 'Agent', hostname };
  return {
    ...known,
    ...(records ? { records: { ...records, drains: records.drains.map(({ name }) => name) } } : {}),
    health: health.is === 'known' ? { is: 'known', ports: Object.fromEntries(health.ports) } : health,
  };
}
