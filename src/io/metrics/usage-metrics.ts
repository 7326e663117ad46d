import { Counter, Gauge, type Registry } from 'prom-client';
import type { UsageView } from '../../operator/engine/usage-collector';

type Samples = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
type FrameworkRow = UsageView['frameworks'][number];
type AgentRow = UsageView['agents'][number];

/** One metric and what it shows of a round; counters are added up by whoever found it out. */
interface Shown {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly counter?: boolean;
  values(view: UsageView): Samples;
}

const ofFrameworks =
  (value: (one: FrameworkRow) => number | undefined) =>
  ({ frameworks }: UsageView): Samples =>
    frameworks.flatMap((one) => some({ framework: one.id, name: one.name }, value(one)));

const ofAgents =
  (value: (one: AgentRow) => number | undefined) =>
  ({ agents }: UsageView): Samples =>
    agents.flatMap((one) => some({ agent: one.agent }, value(one)));

function some(labels: Readonly<Record<string, string>>, value: number | undefined): Samples {
  return value === undefined ? [] : [[labels, value]];
}

const FRAMEWORK = ['framework', 'name'] as const;
const AGENT = ['agent'] as const;

const SHOWN: readonly Shown[] = [
  {
    name: 'mesos_spark_usage_last_round_timestamp_seconds',
    help: 'When the use of the cluster was looked at last; absent where the master did not tell of it then.',
    labels: [],
    values: ({ at }) => [[{}, at.getTime() / 1000]],
  },
  {
    name: 'mesos_spark_usage_agents',
    help: 'Registered agents, all of which were to tell of their containers.',
    labels: [],
    values: ({ agentsListed }) => [[{}, agentsListed]],
  },
  {
    name: 'mesos_spark_usage_agents_unanswered',
    help: 'Agents that did not tell of their containers: silent; authentication, which the operator does not have; unexpected answer; or late, for the round was over. What frameworks use there is missing in cpus_used and comes late in cpu_seconds_total.',
    labels: ['because'],
    values: ({ unanswered }) => Object.entries(unanswered).map(([because, count]) => [{ because }, count]),
  },
  {
    name: 'mesos_spark_framework_cpus_allocated',
    help: 'Cpus that a framework has taken from the cluster, offers not counted.',
    labels: FRAMEWORK,
    values: ofFrameworks(({ cpusAllocated }) => cpusAllocated),
  },
  {
    name: 'mesos_spark_framework_memory_allocated_bytes',
    help: 'Memory that a framework has taken from the cluster, offers not counted.',
    labels: FRAMEWORK,
    values: ofFrameworks(({ memoryAllocatedBytes }) => memoryAllocatedBytes),
  },
  {
    name: 'mesos_spark_framework_cpus_used',
    help: "Cpus that a framework's containers really used between the last two looks; absent where more than a tenth of its tasks are on agents that did not answer both. Not known: what a container used between its last look and its end.",
    labels: FRAMEWORK,
    values: ofFrameworks(({ cpusUsed }) => cpusUsed),
  },
  {
    name: 'mesos_spark_framework_cpu_seconds_total',
    help: "Cpu seconds, user and system, that a framework's containers used since this operator leads.",
    labels: FRAMEWORK,
    counter: true,
    values: ofFrameworks(({ cpuSeconds }) => cpuSeconds),
  },
  {
    name: 'mesos_spark_framework_executors',
    help: 'Tasks of a framework that have not ended: of a driver of Spark, its executors.',
    labels: FRAMEWORK,
    values: ofFrameworks(({ executors }) => executors),
  },
  {
    name: 'mesos_spark_framework_blacklisted_agents',
    help: 'Registered agents that a driver of Spark is taken to leave out: two of its executors failed there, or its page names executors there as blacklisted. Not known: failures that the master forgot before the first look, whether the driver was started anew under its id since, stages alone, and Sparks that were changed in this (packages of DC/OS with DCOS-52207 leave nobody out because of two failures).',
    labels: FRAMEWORK,
    values: ofFrameworks(({ blacklistedAgents }) => blacklistedAgents),
  },
  {
    name: 'mesos_spark_agent_shared_disk_size_bytes',
    help: 'Size of the disk that executors and shuffle services of an agent share, as its health answer says.',
    labels: AGENT,
    values: ofAgents(({ storage }) => storage?.bytes),
  },
  {
    name: 'mesos_spark_agent_shared_disk_free_bytes',
    help: 'Room left on the disk that executors and shuffle services of an agent share.',
    labels: AGENT,
    values: ofAgents(({ storage }) => storage?.availableBytes),
  },
  {
    name: 'mesos_spark_agent_cleaner_alive',
    help: "1 where the thread lives that removes dead applications' files of the shuffle service at a port, 0 where it is dead; absent where that is not known.",
    labels: ['agent', 'port'],
    values: ({ agents }) =>
      agents.flatMap(({ agent, cleaners }) =>
        [...cleaners].flatMap(([port, cleaner]) =>
          cleaner === 'unknown' ? [] : some({ agent, port: `${port}` }, cleaner === 'alive' ? 1 : 0),
        ),
      ),
  },
  {
    name: 'mesos_spark_janitor_freed_bytes_total',
    help: 'What the janitor of an agent has freed since this operator leads; of several runs between two looks the last one counts.',
    labels: AGENT,
    counter: true,
    values: ofAgents(({ janitor }) => janitor?.freedBytes),
  },
  {
    name: 'mesos_spark_janitor_last_run_timestamp_seconds',
    help: 'When the janitor of an agent ran last.',
    labels: AGENT,
    values: ofAgents(({ janitor }) => janitor?.lastRun),
  },
];

/**
 * Registers the metrics of use; what is returned sets them all anew, so that nothing stays of what is gone. Without a
 * view they have no samples.
 */
export function usageMetrics(registry: Registry): (view: UsageView | undefined) => void {
  const metrics = SHOWN.map((shown) => {
    const { name, help, labels, counter } = shown;
    const config = { name, help, labelNames: [...labels], registers: [registry] };
    return { shown, metric: counter ? new Counter(config) : new Gauge(config) };
  });
  return (view) => {
    for (const { shown, metric } of metrics) {
      // A metric without labels is 0 after a reset, which would be said of what is not known.
      if (shown.labels.length === 0) metric.remove();
      else metric.reset();
      for (const [labels, value] of view ? shown.values(view) : []) metric.inc({ ...labels }, value);
    }
  };
}
