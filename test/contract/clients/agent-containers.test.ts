import { Duration } from '../../../src/domain/core/duration';
import { agentContainersOverHttp } from '../../../src/io/agent-containers-http';
import { HttpClient } from '../../../src/io/http';
import { useOfMesosOverHttp } from '../../../src/io/mesos-use';
import { type RunningLab, startLab } from '../../../src/lab';
import type { AgentPlace } from '../../../src/operator/ports';

/**
 * What an agent tells of its containers, as docs/endpoints/slave/containers.md, src/slave/http.cpp and ResourceStatistics
 * of apache/mesos have it. No real one has been recorded: the same checks are made of the agents of a real cluster where
 * `MESOS_URL` names its master, and of the lab. They change nothing.
 */
const FIELDS: Readonly<Record<string, string>> = {
  container_id: 'string',
  executor_id: 'string',
  executor_name: 'string',
  framework_id: 'string',
  source: 'string',
  statistics: 'object',
  status: 'object',
};

const STATISTICS: Readonly<Record<string, string>> = {
  cpus_limit: 'number',
  cpus_system_time_secs: 'number',
  cpus_user_time_secs: 'number',
  mem_limit_bytes: 'number',
  timestamp: 'number',
};

const { MESOS_URL } = process.env;
const timeout = Duration.seconds(5);
const clock = { elapsedMillis: () => 0 };

let lab: RunningLab | undefined;
afterEach(() => lab?.close());

async function labUrl(): Promise<string> {
  lab = await startLab({ agents: 2, clock: 'virtual', agentApis: true });
  const { world } = lab.lab;
  world.applications.start({
    ...{ name: 'reports', executors: 2, cpus: 2, mem: 512 },
    ...{ constraints: {}, perAgent: 1, uses: 1 },
  });
  lab.advance(10);
  return lab.mesosUrl;
}

const targets = [
  ['the lab', labUrl] as const,
  ...(MESOS_URL ? [[`the cluster of ${MESOS_URL}`, async () => MESOS_URL] as const] : []),
];

describe.each(targets)('%s', (_, url) => {
  test('has agents that tell of their containers where the master says', async () => {
    const use = await useOfMesosOverHttp(new HttpClient({ baseUrl: await url(), timeout })).read();
    if (use.is === 'unknown') throw new Error(use.message);
    const answers = await agentContainersOverHttp({ timeout, clock }).read(use.agents, 1);
    const known = [...answers.values()].filter(({ is }) => is === 'known');
    expect([known.length, known.length > 0]).toEqual([use.agents.length, true]);
    const frameworks = new Set(use.frameworks.map(({ id }) => id));
    for (const answer of known)
      if (answer.is === 'known')
        for (const one of answer.containers)
          expect([one.frameworkId, frameworks.has(one.frameworkId)]).toEqual([one.frameworkId, true]);
  });

  test('names and types are those of the documentation', async () => {
    const use = await useOfMesosOverHttp(new HttpClient({ baseUrl: await url(), timeout })).read();
    const agents: readonly AgentPlace[] = use.is === 'known' ? use.agents : [];
    const rows = (await Promise.all(agents.map(rowsOf))).flat();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(typesOf(row)).toMatchObject(FIELDS);
      expect(typesOf(row['statistics'] as Row)).toMatchObject(STATISTICS);
    }
  });
});

test('what agents of the lab are not asked for in Mesos’ words is not there', async () => {
  const url = await labUrl();
  const use = await useOfMesosOverHttp(new HttpClient({ baseUrl: url, timeout })).read();
  const address = /@(.*)$/.exec(use.is === 'known' ? (use.agents[0]?.pid ?? '') : '')?.[1];
  const statuses = ['/slave(1)/containers', '/slave(3)/containers', '/containers', '/slave(1)/state'].map(
    async (path) => (await fetch(`http://${address}${path}`)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 404, 404, 404]);
  lab?.lab.world.cluster.setReachable(use.is === 'known' ? (use.agents[0]?.id ?? '') : '', false);
  await expect(fetch(`http://${address}/slave(1)/containers`)).rejects.toThrow();
});

type Row = Readonly<Record<string, unknown>>;

async function rowsOf({ pid }: AgentPlace): Promise<readonly Row[]> {
  const [process, address] = pid.split('@');
  return (await (await fetch(`http://${address}/${process}/containers`)).json()) as readonly Row[];
}

const typesOf = (row: Row) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value]));
