import { App as CdktfApp } from 'cdktf';
import type { Construct } from 'constructs';
import { Resources } from '../../../src/domain/mesos/resources';
import { canonicalJson } from '../../../src/domain/render/json';
import { runExample } from '../../support/examples';
import { type App, appFacts } from './app-facts';
import { offeredBy } from './booted';
import { type Deployed, deployed } from './deployed';
import { differenceTable, type Facts, hasReasons, leaves, type Reasons } from './difference';
import { examples, matchesPart } from './page';
import { piece } from './pieces';
import { APP_002, JOB_002 } from './reasons/driver';
import { APP_001, APP_003, VOLUMES_000 } from './reasons/service';
import { RESOURCES_003 } from './reasons/settings';

jest.setTimeout(60_000);

const stacks = new Map<string, Promise<Deployed>>();
const stack = (name: string) => {
  // One of the documents has a Marathon that is registered with the role.
  const known =
    stacks.get(name) ?? deployed(name, name === 'seed-003' ? { mesosRole: 'shuffle' } : undefined);
  stacks.set(name, known);
  return known;
};
afterAll(async () => {
  for (const one of stacks.values()) await (await one).bed.close();
});

function compares(part: string, theirs: Facts, ours: Facts, reasons: Reasons): void {
  hasReasons(theirs, ours, reasons);
  matchesPart(part, differenceTable(theirs, ours, reasons));
}

const appOf = ({ created }: Deployed): App => {
  expect(created).toHaveLength(1);
  return created[0] as App;
};

/** What the server says to a document's own JSON. */
async function answerTo({ lab }: Deployed, url: string, body: unknown): Promise<string> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const answer = await lab.lab.fetch(url, init);
  return answer.status === 201 ? 'accepted' : `${answer.status} ${await answer.text()}`;
}
const APPS = 'http://127.0.0.1:8080/v2/apps';
const JOBS = 'http://127.0.0.1:9000/v1/jobs';

test.each([
  ['000', 'shuffle'],
  ['001', 'mesos-shuffle-service'],
  ['003', 'shuffle-service'],
  ['004', 'shuffle'],
])('the service of %s is accepted and runs on every agent', async (seed, name) => {
  const { bed } = await stack(`seed-${seed}`);
  expect(await bed.runningOn()).toEqual(['agent-1', 'agent-2', 'agent-3']);
  expect(bed.condition('Ready', 'ShuffleService', name)).toMatchObject({ status: 'True' });
});

test.each([
  ['001 app', 'seed-001', '001[0]', APP_001],
  ['003 app', 'seed-003', '003[2]', APP_003],
  ['002 app', 'seed-002', '002[20]', APP_002],
] as const)('%s: each field is as it was, or has its reason', async (part, example, id, reasons) => {
  const found = await stack(example);
  const theirs = JSON.parse(piece(id)) as App;
  expect(await answerTo(found, APPS, theirs)).toBe('accepted');
  compares(part, appFacts(theirs), appFacts(appOf(found)), reasons);
});

test('003 app: a Marathon of another role, such as that of DC/OS, refuses it', async () => {
  const answer = await answerTo(await stack('seed-001'), APPS, JSON.parse(piece('003[2]')));
  expect(answer).toContain('acceptedResourceRoles can only contain * and slave_public');
});

test('002 job: each field is as it was, or has its reason', async () => {
  const found = await stack('seed-002');
  const theirs = JSON.parse(piece('002[22]')) as { run: App };
  expect(await answerTo(found, JOBS, theirs)).toBe('accepted');
  const { application } = found.bed.status('SparkApplication', 'spark-run-client-metronome');
  const job = await found.lab.metronome.job(application?.id ?? '');
  expect(job?.activeRuns).toHaveLength(1);
  expect(found.jobs).toHaveLength(1);
  compares('002 job', jobFacts(theirs), jobFacts(found.jobs[0] as unknown as typeof theirs), JOB_002);
});

function jobFacts({ run, ...job }: { readonly run: App }): Facts {
  const { cmd, env = {}, ...rest } = run;
  const ours = Object.keys(env).length === 0 ? {} : { env };
  return { ...appFacts({ cmd, ...ours }), ...leaves({ ...job, run: rest }) };
}

test('000 volumes: each field is as it was, or has its reason', async () => {
  const theirs = JSON.parse(`{${piece('000[0]')}}`) as object;
  const { container } = appOf(await stack('seed-000')) as unknown as { container: { volumes: unknown } };
  compares('000 volumes', leaves(theirs), leaves({ volumes: container.volumes }), VOLUMES_000);
});

test('a heap of 1g in a task of 1024 MiB, as two of the documents have it, is refused', () => {
  const tight = new Map(examples);
  tight.set(
    'seed-001',
    (examples.get('seed-001') ?? '').replace("heap: '1g',", "heap: '1g', memory: '1024m',"),
  );
  const { Stack } = runExample(tight, 'seed-001') as { Stack: new (scope: Construct, id: string) => unknown };
  expect(() => new Stack(new CdktfApp(), 'spark')).toThrow(
    'heap: found a heap of 1 GiB in a task of 1 GiB, wanted a task of at least 1216 MiB',
  );
});

test('003 resources: a machine of 10 cpus offers what the flag says', async () => {
  const flag = piece('003[0]')
    .trim()
    .replace(/^--resources=/, '');
  // What is offered to everybody is the machine without 1 GiB for the system, and without the reservation.
  const machine = { cpus: 10, memoryMib: 16_000 + 2048 + 1024, diskMib: 1_900_000 };
  const { stack: synthesized } = await stack('seed-003');
  compares(
    '003 resources',
    resourceFacts(flag),
    resourceFacts(offeredBy(synthesized, machine)),
    RESOURCES_003,
  );
});

function resourceFacts(text: string): Facts {
  const resources = Resources.parse(text);
  const each = resources.roles().flatMap((role) =>
    resources.names().map((name) => {
      const value = name === 'ports' ? `${resources.ranges(name, role)}` : `${resources.scalar(name, role)}`;
      return [`${name}(${role})`, value] as const;
    }),
  );
  return Object.fromEntries(each.filter(([, value]) => value !== '0' && value !== '[]'));
}

/** The launcher of a service is long, and the same in each. */
const short = (value: unknown) => canonicalJson(value).replace(/"cmd":"mark=(?:[^"\\]|\\.)*"/, '"cmd":"…"');

/** Services are shown where a document has an app. */
const WITH_SERVICE = ['001', '003'];

test.each(['000', '001', '002', '003', '004'])('%s manifests are those of the page', async (seed) => {
  const { manifests } = await stack(`seed-${seed}`);
  const shown = manifests.filter(({ kind }) => kind !== 'ShuffleService' || WITH_SERVICE.includes(seed));
  expect(shown.length).toBeGreaterThan(0);
  const texts = shown.map((manifest) => JSON.stringify(JSON.parse(short(manifest)), undefined, 2));
  matchesPart(`${seed} manifests`, texts.map((text) => `\`\`\`json\n${text}\n\`\`\`\n`).join('\n'));
});
