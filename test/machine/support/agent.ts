import type { AgentStart, Report } from './report';

/** Where the storage is seen, by the example's layout. */
export const BINDS: Readonly<Record<string, string>> = {
  '/var/lib/mesos': '/mesos',
  '/var/lib/docker': '/docker',
  '/var/lib/containerd': '/containerd',
  '/var/lib/tmp/spark': '/spark',
};

const MIB = 2 ** 20;

/**
 * The machine is an agent: one start, on the storage, with everything that its environment must hold.
 * @param health `any` where it is a matter of some blocks whether the machine is ill
 */
export function expectAgent(
  report: Report,
  { unit = 'mesos-slave.service', health = 'good' }: { unit?: string; health?: 'good' | 'any' } = {},
): AgentStart {
  expect(failures(report)).toEqual([]);
  expect(report.cloudInit).toMatchObject({ status: 'done', errors: [] });
  expect(report.schema).toContain('Valid');
  expect(report.agents).toHaveLength(1);
  const [agent] = report.agents as [AgentStart];
  expect(report.units[unit]).toMatchObject({ ActiveState: 'active', NRestarts: '0' });
  expect(agent.shared).toMatchObject({ uid: 7337, mode: '0o755', device: agent.work.device });
  expectOrder(report, unit);
  expectResources(agent);
  expectHealth(report, health);
  return agent;
}

/** As anybody may ask it. */
function expectHealth({ health: { status, body }, files }: Report, wanted: 'good' | 'any'): void {
  expect(body).toContain('"healthy":');
  const answer = JSON.parse(body ?? '');
  expect(answer).toMatchObject({ agent: { registered: true } });
  expect(answer.steps).toMatchObject({ storage: { state: 'ok' }, resources: { state: 'ok' } });
  const state = /^STORAGE_STATE=(.*)$/m.exec(files['/run/mesos-spark/storage'] ?? '')?.[1];
  expect(answer.storage).toMatchObject({ state, mounted: state !== 'root', readOnly: false });
  if (wanted === 'good') expect(answer).toMatchObject({ healthy: true, reasons: [] });
  expect(status).toBe(answer.healthy ? 200 : 503);
}

/** Steps that did not succeed, and units that failed. The gate waits for services, which most machines here lack. */
function failures(report: Report): readonly string[] {
  const steps = Object.entries(report.steps).filter(
    ([name, [state]]) => state !== 'ok' && (name !== 'gate' || state !== 'running'),
  );
  return [
    ...steps.map(([name, lines]) => `${name}: ${lines.join(' ')}`),
    ...report.failed.filter((line) => line !== ''),
  ];
}

/** Storage, then what writes there; resources, then the agent. Times in microseconds since the kernel started. */
function expectOrder({ units }: Report, agent: string): void {
  const began = (unit: string) => Number(units[unit]?.['ExecMainStartTimestampMonotonic']);
  const ready = (unit: string) => Number(units[unit]?.['ActiveEnterTimestampMonotonic']);
  expect(ready('mesos-spark-storage.service')).toBeGreaterThan(0);
  for (const unit of ['docker.service', 'containerd.service', 'mesos-spark-resources.service']) {
    expect([unit, units[unit]?.['ActiveState'], began(unit) >= ready('mesos-spark-storage.service')]).toEqual(
      [unit, 'active', true],
    );
  }
  expect(began(agent)).toBeGreaterThanOrEqual(ready('mesos-spark-resources.service'));
}

interface Resource {
  readonly name: string;
  readonly role?: string;
  readonly scalar?: { readonly value: number };
  readonly ranges?: { readonly range: readonly { readonly begin: number; readonly end: number }[] };
  /** Of a disk that is taken whole. */
  readonly disk?: { readonly source: { readonly mount: { readonly root: string } } };
}

export function resources(agent: AgentStart): readonly Resource[] {
  return JSON.parse(agent.env['MESOS_RESOURCES'] ?? '[]');
}

/** Everything is named once for all and what is reserved beside it; the disk is the storage's, by Mesos' own rule. */
function expectResources(agent: AgentStart): void {
  const all = resources(agent);
  const scalar = (name: string, role: string) =>
    all
      .filter((one) => one.name === name && one.role === role && one.scalar && !one.disk)
      .map((one) => one.scalar?.value);
  const shared = all[0]?.role === 'slave_public' ? 'slave_public' : '*';
  expect(scalar('cpus', 'shuffle')).toEqual([0.5]);
  expect(scalar('mem', 'shuffle')).toEqual([128]);
  expect(scalar('cpus', shared)).toEqual([expect.any(Number)]);
  expect(scalar('mem', shared)).toEqual([expect.any(Number)]);
  const mebibytes = agent.disk / MIB;
  const whole = mebibytes >= 10_240 ? mebibytes - 5_120 : mebibytes / 2;
  expect(scalar('disk', shared)).toEqual([Math.floor(whole)]);
  const ports = all.filter((one) => one.name === 'ports' && one.role === 'shuffle');
  expect(ports.map((one) => one.ranges?.range)).toEqual([[{ begin: 7337, end: 7339 }]]);
  const others = all.filter((one) => one.name === 'ports' && one.role === shared);
  expect(others).toHaveLength(1);
  expect(others[0]?.ranges?.range.some(({ begin, end }) => begin <= 7339 && end >= 7337)).toBe(false);
}

/** One file system, whole in its own place, and its folders where they are used. */
export function expectMounts(
  report: Report,
  fileSystem: { readonly source: string | RegExp; readonly type?: string },
): void {
  const { source, type = 'xfs' } = fileSystem;
  const whole = report.mounts['/var/lib/ephemeral'];
  expect(whole?.source).toMatch(source);
  expect(whole).toMatchObject({ fstype: type, fsroot: '/' });
  for (const [target, root] of Object.entries(BINDS)) {
    expect(report.mounts[target]).toMatchObject({ source: `${whole?.source}[${root}]`, fsroot: root });
  }
  if (type === 'xfs') expect(report.xfs).toContain('ftype=1');
  expect(report.owners['/var/lib/tmp/spark']).toMatchObject({ uid: 7337, mode: '0o755' });
}

/** Neither agent nor Docker ran, and whoever asks is told why. */
export function expectNoAgent(report: Report, reason: string, agent = 'mesos-slave.service'): void {
  expect(report.agents).toEqual([]);
  expect(report.dockers).toEqual([]);
  const [state, why = ''] = report.steps['storage'] ?? [];
  expect([state, why]).toEqual(['failed', expect.stringContaining(reason)]);
  expect(report.console).toContain(`mesos-spark storage: FAILED: ${why}`);
  expect(report.units['mesos-spark-resources.service']).toMatchObject({ ActiveState: 'inactive' });
  expect(report.units['mesos-spark-storage.service']).toMatchObject({ ActiveState: 'failed' });
  for (const unit of [agent, 'docker.service', 'containerd.service', 'mesos-spark-resources.service']) {
    expect([unit, report.units[unit]?.['ExecMainStartTimestampMonotonic'] ?? '0']).toEqual([unit, '0']);
  }
  for (const target of ['/var/lib/ephemeral', ...Object.keys(BINDS)])
    expect(report.mounts[target]).toBeUndefined();
  // What the disks would lie over is not for the Spark user to fill.
  expect(report.owners['/var/lib/tmp/spark']?.uid ?? 0).toBe(0);
  expect(report.health.status).toBe(503);
  expect(JSON.parse(report.health.body ?? '')).toMatchObject({
    healthy: false,
    reasons: expect.arrayContaining([`step storage: ${why}`]),
    storage: { state: 'failed', mounted: false, readOnly: false },
    steps: { storage: { state: 'failed', reason: why } },
    agent: { registered: false },
  });
}
