import { type LabProcess, startLabProcess } from './lab-process';
import { compare, type Figure, type Ratio, runBundledCase } from './measure';

export interface Rows {
  readonly ratios: readonly Ratio[];
  readonly figures: readonly Figure[];
}

/** What a pass with nothing to do costs, by agents and by manifests. */
export async function reconcile(): Promise<Rows> {
  const small = await coveredLab(3, 1);
  const ratios: Ratio[] = [];
  const figures: Figure[] = [];
  try {
    for (const [agents, manifests] of [
      [1_000, 1],
      [10_000, 1],
      [10_000, 20],
      [10_000, 200],
    ] as const) {
      const lab = await coveredLab(agents, manifests);
      try {
        if (agents === 10_000) figures.push(...(await requestsOfAPass(lab, manifests)));
        if (manifests !== 20) ratios.push(...idlePasses({ agents, manifests }, lab, small));
      } finally {
        await lab.close();
      }
    }
  } finally {
    await small.close();
  }
  return { ratios, figures };
}

function idlePasses(
  { agents, manifests }: { readonly agents: number; readonly manifests: number },
  lab: LabProcess,
  small: LabProcess,
): readonly Ratio[] {
  const pass = () => runBundledCase('reconcile-case.ts', ['pass', lab.place, small.place]);
  const parse = () => runBundledCase('reconcile-case.ts', ['parse', lab.place]);
  const what = `${agents} agents${manifests === 1 ? '' : ` and ${manifests} manifests`}`;
  const hasGoal = manifests === 1;
  return [
    compare({
      name: `pass over ${what} with nothing to do, against JSON.parse of /slaves`,
      runs: 7,
      ours: pass,
      reference: parse,
      of: ({ cpuMillis }) => cpuMillis,
      unit: 'ms CPU',
      ...(hasGoal ? { goal: 1.5 } : {}),
    }),
    compare({
      name: `memory of a first pass over ${what}, against the size of /slaves`,
      runs: 5,
      ours: pass,
      reference: () => ({ cpuMillis: 0, memoryBytes: Number(parse().detail) }),
      of: ({ memoryBytes }) => memoryBytes / 2 ** 20,
      unit: 'MiB',
      ...(hasGoal ? { goal: 3 } : {}),
    }),
  ];
}

/** A lab with so many agents and a shuffle service, or two, on each. */
export async function coveredLab(agents: number, manifests: number): Promise<LabProcess> {
  const lab = await startLabProcess(agents);
  process.stderr.write(`  ${agents} agents, ${manifests} manifests: getting them covered\n`);
  runBundledCase('reconcile-case.ts', ['converge', lab.place, `${manifests}`, '1']);
  return lab;
}

/** Of the second pass: the first one reads every manifest. */
async function requestsOfAPass(lab: LabProcess, manifests: number): Promise<readonly Figure[]> {
  await lab.requests();
  runBundledCase('reconcile-case.ts', ['once', lab.place]);
  const asked = (await lab.requests()).filter(({ path }) => !path.includes('/leases/'));
  const begins = asked.map(({ path }) => path.includes('prefix=manifests%2Findex%2F')).lastIndexOf(true);
  const pass = asked.slice(begins);
  const of = (server: string) => pass.filter((one) => one.server === server).length;
  const writes = pass.filter(
    ({ method, path }) => !(method === 'GET' || (method === 'POST' && path === '/api/v1')),
  ).length;
  return [
    {
      name: `requests of a pass with nothing to do, 10000 agents and ${manifests} manifests`,
      value: `${pass.length}`,
      goal: 'a small number, whatever there is',
      detail: `${of('mesos')} Mesos, ${of('marathon')} Marathon, ${of('store')} store; ${writes} writes`,
    },
  ];
}

/** What a new version of a shuffle service asks of Marathon, against the same on ten agents. */
export async function rollouts(): Promise<readonly Ratio[]> {
  const writes = new Map<number, number>();
  for (const agents of [10, 100, 1_000]) {
    const lab = await coveredLab(agents, 1);
    try {
      await lab.requests();
      runBundledCase('reconcile-case.ts', ['converge', lab.place, '1', '2']);
      const asked = await lab.requests();
      const changed = asked.filter(({ server, method }) => server === 'marathon' && method !== 'GET');
      writes.set(agents, changed.length);
    } finally {
      await lab.close();
    }
  }
  const few = writes.get(10) ?? Number.NaN;
  return [...writes].map(([agents, count]) => ({
    name: `writes to Marathon of a blue/green rollout over ${agents} agents, against 10`,
    ours: count,
    reference: few,
    ratio: count / few,
    low: count / few,
    high: count / few,
    unit: 'writes',
    goal: 1,
  }));
}
