import { Registry } from 'prom-client';
import { usageMetrics } from '../../../src/io/metrics/usage-metrics';
import type { UsageView } from '../../../src/operator/engine/usage-collector';

const VIEW: UsageView = {
  at: new Date('2026-01-01T00:00:30Z'),
  agentsListed: 2,
  unanswered: { silent: 1, authentication: 0, unexpected: 0, late: 0 },
  frameworks: [
    {
      ...{ id: 'f1', name: 'say "hi"\\\n', cpusAllocated: 8, memoryAllocatedBytes: 1024, executors: 4 },
      ...{ cpuSeconds: 90.5, cpusUsed: 1.5, blacklistedAgents: 2 },
    },
    { id: 'f2', name: 'recovered', executors: 0, cpuSeconds: 0 },
  ],
  agents: [
    {
      agent: 'a1',
      storage: { bytes: 1000, availableBytes: 400 },
      cleaners: new Map([
        [7337, 'alive'],
        [7338, 'dead'],
        [7339, 'unknown'],
      ]),
      janitor: { lastRun: 1795235774, freedBytes: 1048576 },
    },
    { agent: 'a2', cleaners: new Map() },
  ],
};

const HOSTILE = 'framework="f1",name="say \\"hi\\"\\\\\\n"';

function shown(...views: readonly (UsageView | undefined)[]): Promise<readonly string[]> {
  const registry = new Registry();
  const show = usageMetrics(registry);
  for (const view of views) show(view);
  return registry
    .metrics()
    .then((text) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
}

test('a round is shown as it is, and what is not known has no sample', async () => {
  expect((await shown(VIEW)).map((line) => line.replace('mesos_spark_', ''))).toEqual([
    'usage_last_round_timestamp_seconds 1767225630',
    'usage_agents 2',
    'usage_agents_unanswered{because="silent"} 1',
    'usage_agents_unanswered{because="authentication"} 0',
    'usage_agents_unanswered{because="unexpected"} 0',
    'usage_agents_unanswered{because="late"} 0',
    `framework_cpus_allocated{${HOSTILE}} 8`,
    `framework_memory_allocated_bytes{${HOSTILE}} 1024`,
    `framework_cpus_used{${HOSTILE}} 1.5`,
    `framework_cpu_seconds_total{${HOSTILE}} 90.5`,
    'framework_cpu_seconds_total{framework="f2",name="recovered"} 0',
    `framework_executors{${HOSTILE}} 4`,
    'framework_executors{framework="f2",name="recovered"} 0',
    `framework_blacklisted_agents{${HOSTILE}} 2`,
    'agent_shared_disk_size_bytes{agent="a1"} 1000',
    'agent_shared_disk_free_bytes{agent="a1"} 400',
    'agent_cleaner_alive{agent="a1",port="7337"} 1',
    'agent_cleaner_alive{agent="a1",port="7338"} 0',
    'janitor_freed_bytes_total{agent="a1"} 1048576',
    'janitor_last_run_timestamp_seconds{agent="a1"} 1795235774',
  ]);
});

test('shown again it is the same, and nothing stays of what is gone', async () => {
  expect(await shown(VIEW, VIEW)).toEqual(await shown(VIEW));
  const less = { ...VIEW, frameworks: VIEW.frameworks.slice(1), agents: [] };
  expect(await shown(VIEW, less)).toEqual(await shown(less));
  expect((await shown(less)).length).toBeLessThan((await shown(VIEW)).length);
  expect(await shown(VIEW, undefined)).toEqual([]);
  expect(await shown(undefined)).toEqual([]);
});
