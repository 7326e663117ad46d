import { type FoundManifest, manifestsOf } from '../../constructs/testing';
import { stateStoreKeys } from '../../src/manifest';
import { asApp } from '../support/dedicated-marathon';
import { Bed } from './support/bed';
import { type Absence, HostedMarathon } from './support/hosted-marathon';
import { type LabInProcess, labInProcess } from './support/lab-cluster';
import { declare, defaults, service } from './support/manifests';

const HOSTS = ['a1', 'a2', 'a3'];
const VERSION = '1.8.222';

/** As DedicatedMarathon writes it for DC/OS 1.x. */
const { marathon: dedicated, stack } = asApp({ deletionPolicy: 'Drain' });
const { appId = '', marathonUrl, name } = dedicated;
const app = written();
const shuffle = service({ marathon: marathonUrl, deletionPolicy: 'Drain' });

function written(): FoundManifest {
  const [manifest] = manifestsOf(stack);
  if (!manifest) throw new Error('the construct has written no app');
  return manifest;
}

let lab: LabInProcess;
let bed: Bed;
let hosted: HostedMarathon;

async function begin(absence: Absence): Promise<void> {
  lab = labInProcess({ marathon: { version: VERSION, mesosRole: 'slave_public' } });
  bed = new Bed(lab);
  hosted = new HostedMarathon(lab, { appId, url: marathonUrl, version: VERSION, absence });
  bed.marathons.set(marathonUrl, hosted.port);
  for (const host of HOSTS) await lab.addAgent(host);
  bed.start('one');
}

afterEach(() => bed.close());

const ofApp = (type: string) => bed.condition(type, 'MarathonApp', name);
const endpoint = () => bed.state.text(stateStoreKeys.endpoint('spark-2-4'));
/** Apps that it has been given. */
const given = () => [...(hosted.marathon?.core.root.apps.keys() ?? [])];
/** Hosts with a running task of the role, sorted. */
function hostsOf(role: string): readonly string[] {
  const { cluster } = lab.lab.world;
  const names = new Map(cluster.all().map(({ id, hostname }) => [id, hostname]));
  return cluster.tasks
    .all()
    .filter(({ state, portions }) => state === 'TASK_RUNNING' && portions.every((one) => one.role === role))
    .map(({ agentId }) => names.get(agentId) ?? agentId)
    .sort();
}

/** Agents say that nobody is connected. */
function unused(): void {
  const port = { listening: true, connections: 0, cleaner: 'alive' as const };
  for (const host of HOSTS) lab.ports.set(host, { is: 'known', ports: new Map([[7337, port]]) });
}

async function deployed(): Promise<void> {
  declare(bed.manifests, [app, shuffle, defaults()]);
  await bed.run(200);
  expect(bed.condition('Ready')?.status).toBe('True');
  bed.writes.splice(0);
}

const ABSENCES: readonly (readonly [Absence, string])[] = [
  ['connection refused', 'fetch failed'],
  ['404 of a page', `${marathonUrl}/v2/info: Marathon answered 404: 404 Not Found`],
];

describe.each(ABSENCES)(
  'rule 8: a service on a Marathon that the operator deploys; absent: %s',
  (absence, words) => {
    beforeEach(() => begin(absence));

    test('comes from nothing once that runs, by its role and on each agent', async () => {
      declare(bed.manifests, [app, shuffle, defaults()]);
      await bed.run(50);
      expect(ofApp('Ready')).toMatchObject({ status: 'True', message: `2 of 2 instances of ${appId} run` });
      expect([hosted.isUp, bed.writes]).toEqual([false, ['create 2']]);
      expect(bed.condition('Observed')).toMatchObject({
        status: 'False',
        message: `spec.marathon ${marathonUrl} does not answer as a Marathon: ${words}`,
      });
      expect(bed.condition('Ready')?.status).toBe('Unknown');
      const decided = bed.puts.filter((key) =>
        /^(state|revisions)\/ShuffleService|^endpoints|^published/.test(key),
      );
      expect([decided, hostsOf('shuffle'), given()]).toEqual([[], [], []]);
      await bed.run(150);
      expect(bed.condition('Ready')).toMatchObject({
        status: 'True',
        message: '3 of 3 agents run the shuffle service on port 7337',
      });
      expect(hostsOf('shuffle')).toEqual(HOSTS);
      expect(hostsOf('*')).toHaveLength(2);
      expect(given()).toEqual([expect.stringMatching(/^\/(?:shuffle\/)?spark-2-4-/)]);
      // Of the root Marathon nothing was asked but the Marathon itself.
      expect(bed.writes).toEqual(['create 2']);
      expect(JSON.parse(endpoint() ?? '{}')).toMatchObject({ port: 7337, appId: given()[0] });
    });

    test('follows agents that join', async () => {
      await deployed();
      await lab.addAgent('a4');
      await bed.run(60);
      expect(hostsOf('shuffle')).toEqual([...HOSTS, 'a4']);
      expect(bed.writes).toEqual([]);
    });

    test('goes on while that one is away, and is neither declared anew nor taken for gone', async () => {
      await deployed();
      const [before, tasks, published] = [given(), await lab.held(), endpoint()];
      hosted.stop();
      bed.puts.splice(0);
      await bed.run(300);
      expect(bed.condition('Observed')?.message).toContain(`spec.marathon ${marathonUrl} does not answer`);
      expect(bed.condition('Covered')?.status).toBe('True');
      expect(bed.puts.filter((key) => !/^(leases|status)\//.test(key))).toEqual([]);
      hosted.resume();
      // The operator has asked less and less often.
      await bed.run(300);
      expect(bed.condition('Ready')?.status).toBe('True');
      expect([given(), await lab.held(), endpoint()]).toEqual([before, tasks, published]);
    });

    test('ends before the Marathon that runs it', async () => {
      await deployed();
      unused();
      declare(bed.manifests, [app]);
      await bed.run(1200);
      expect([given(), hostsOf('shuffle')]).toEqual([[], []]);
      expect(bed.condition('Removed')?.status).toBe('True');
      expect([hosted.isUp, bed.writes]).toEqual([true, []]);
      declare(bed.manifests, []);
      await bed.run(120);
      expect(bed.writes).toEqual([`remove ${appId}`]);
      expect([hosted.isUp, await lab.held()]).toEqual([false, []]);
    });

    test('ends, too, where no agent says who is connected: neither Marathon is a user', async () => {
      await deployed();
      declare(bed.manifests, [app]);
      await bed.run(1200);
      expect(bed.condition('Removed')?.message).toBe('nothing of spark-2-4 runs any more');
      expect([given(), hostsOf('shuffle')]).toEqual([[], []]);
    });

    test('and waits where the Marathon of the cluster does not say which framework it is', async () => {
      await deployed();
      declare(bed.manifests, [app]);
      await bed.run(100);
      lab.marathon.info = () => Promise.reject(new Error('away'));
      await bed.run(600);
      expect(bed.condition('Removed')).toMatchObject({
        status: 'False',
        message: expect.stringContaining('1 frameworks are left that may use the port: marathon'),
      });
      expect(hostsOf('shuffle')).toEqual(HOSTS);
    });

    test('is waited for where its Marathon is taken away with it, and goes first', async () => {
      await deployed();
      declare(bed.manifests, []);
      await bed.run(100);
      expect(ofApp('Removed')).toMatchObject({ status: 'False', reason: 'InUse' });
      expect(ofApp('Removed')?.message).toContain(`${appId} is the Marathon of ShuffleService/spark-2-4`);
      expect(bed.writes).toEqual([]);
      unused();
      await bed.run(1500);
      expect(bed.condition('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
      expect(bed.writes).toEqual([`remove ${appId}`]);
      expect([hosted.isUp, await lab.held()]).toEqual([false, []]);
      expect(ofApp('Removed')).toMatchObject({ status: 'True', reason: 'Removed' });
    });

    test('keeps its Marathon while it is declared, and while it goes on after its manifest', async () => {
      await deployed();
      declare(bed.manifests, [service({ marathon: marathonUrl, deletionPolicy: 'Retain' }), defaults()]);
      await bed.run(300);
      expect(ofApp('Removed')).toMatchObject({ status: 'False', reason: 'InUse' });
      declare(bed.manifests, []);
      await bed.run(300);
      expect(bed.condition('Ready')?.reason).toBe('Retained');
      expect(ofApp('Removed')?.message).toContain('deletionPolicy "Drain"');
      expect([hosted.isUp, hostsOf('shuffle'), bed.writes]).toEqual([true, HOSTS, []]);
      // The way out that the message names.
      unused();
      declare(bed.manifests, [shuffle]);
      await bed.run(200);
      declare(bed.manifests, []);
      await bed.run(1500);
      expect(bed.writes).toEqual([`remove ${appId}`]);
      expect(await lab.held()).toEqual([]);
    });

    test('a service on another Marathon keeps nobody', async () => {
      await deployed();
      unused();
      declare(bed.manifests, [app]);
      await bed.run(1200);
      declare(bed.manifests, [service({ marathon: `${marathonUrl}-2`, name: 'other' })]);
      await bed.run(120);
      expect(bed.writes).toEqual([`remove ${appId}`]);
    });
  },
);
