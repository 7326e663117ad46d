import { sha256 } from '../../src/io/digest';
import { type Manifest, manifestStoreKeys, stateStoreKeys, TAKES_OVER_ANNOTATION } from '../../src/manifest';
import { declare as declareBeside, undeclare } from '../../src/operator/engine/declared';
import { Bed } from './support/bed';
import { FakeCluster } from './support/fake-cluster';
import { declare, service } from './support/manifests';

let cluster: FakeCluster;
let bed: Bed;

beforeEach(async () => {
  cluster = new FakeCluster();
  bed = new Bed(cluster);
  for (const host of ['a1', 'a2', 'a3']) await cluster.addAgent(host);
});

const NAME = 'spark-2-4';
const beside = (manifests: readonly ReturnType<typeof service>[], stack = 'command-line') =>
  declareBeside({ store: bed.rawState, sha256, stack }, manifests as unknown as readonly Manifest[]);
const notBeside = (stack = 'command-line') =>
  undeclare({ store: bed.rawState, sha256, stack }, [{ kind: 'ShuffleService', name: NAME }]);
const taking = (stack: string, spec: Parameters<typeof service>[0] = {}) =>
  service({ ...spec, annotations: { [TAKES_OVER_ANNOTATION]: stack } });

async function work(passes = 3) {
  const operator = bed.passes();
  for (let i = 0; i < passes; i++) {
    await operator.run();
    await bed.clock.run(10, 0);
  }
}
const versions = () => bed.status().activeRevision?.sparkVersion;

describe('a manifest under declared/', () => {
  test('is kept like one of Terraform, and its status says where it is from', async () => {
    await beside([service()]);
    await work();
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
    expect(bed.status()).toMatchObject({ stack: 'command-line', source: 'declared' });
  });

  test('that a newer index omits is removed', async () => {
    await beside([service({ deletionPolicy: 'Drain' })]);
    await work();
    await notBeside();
    await work(1);
    expect(bed.status().conditions.map(({ type }) => type)).toContain('Removed');
  });

  test.each(['torn', undefined])('whose index is %s is held', async (text) => {
    await beside([service({ deletionPolicy: 'Drain' })]);
    await work();
    const before = bed.status();
    if (text === undefined) bed.rawState.remove(stateStoreKeys.declaredIndex('command-line'));
    else bed.rawState.set(stateStoreKeys.declaredIndex('command-line'), text);
    const writes = cluster.writes.length;
    await work();
    expect(bed.status()).toEqual(before);
    expect(cluster.writes).toHaveLength(writes);
  });
});

describe('a name that both declare', () => {
  test("is Terraform's, and the other one is told", async () => {
    declare(bed.manifests, [service()]);
    await beside([service({ sparkVersion: '3.0.0' })]);
    await work();
    expect(versions()).toBe('2.4.0');
    expect(bed.status().source).toBeUndefined();
    expect(bed.status().warnings).toEqual([
      {
        severity: 'warning',
        reason: 'DeclaredTwice',
        message:
          "declared/index/command-line.json: found ShuffleService/spark-2-4, which Terraform's demo declares, wanted each name once; what it says is ignored",
      },
    ]);
    const told = bed.events.filter(({ event }) => event === 'manifests').map(({ because }) => because);
    expect(told).toEqual([
      "ShuffleService/spark-2-4 is declared by Terraform's demo; declared/index/command-line.json is ignored",
    ]);
    await notBeside();
    await work(1);
    expect(bed.status().warnings).toBeUndefined();
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
  });

  test("becomes the other one's once a newer index of Terraform omits it, and the other way round", async () => {
    declare(bed.manifests, [service()]);
    await beside([service({ deletionPolicy: 'Drain' })]);
    await work();
    declare(bed.manifests, []);
    await work();
    expect(bed.status()).toMatchObject({ source: 'declared', deletionPolicy: 'Drain' });
    declare(bed.manifests, [service()]);
    await notBeside();
    await work();
    expect(bed.status().source).toBeUndefined();
    expect(bed.status().conditions.map(({ type }) => type)).not.toContain('Removed');
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
  });

  test.each(['torn', undefined])(
    "stays Terraform's while its index is %s: nothing else is rolled out",
    async (text) => {
      declare(bed.manifests, [service()]);
      await work();
      await beside([service({ sparkVersion: '3.0.0' })]);
      const before = bed.status();
      if (text === undefined) bed.manifests.remove(manifestStoreKeys.index('demo'));
      else bed.manifests.set(manifestStoreKeys.index('demo'), text);
      const writes = cluster.writes.length;
      await work();
      await work();
      expect(cluster.writes).toHaveLength(writes);
      expect(bed.status()).toMatchObject({ stack: 'demo', observedGeneration: before.observedGeneration });
      expect(bed.status().source).toBeUndefined();
      const where = text === undefined ? 'is not there' : 'cannot be read';
      expect(bed.condition('Valid')).toMatchObject({
        status: 'Unknown',
        reason: 'OtherOwner',
        message: `it belongs to Terraform's demo, whose index/demo.json ${where}; what declared/manifests/command-line/ShuffleService/spark-2-4.json says is held`,
      });
      declare(bed.manifests, [service()]);
      await work();
      expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
    },
  );

  test('is taken over from a stack that is gone, if that is said, and from no other', async () => {
    declare(bed.manifests, [service()]);
    await work();
    bed.manifests.remove(manifestStoreKeys.index('demo'));
    await beside([taking('other', { deletionPolicy: 'Drain' })]);
    await work();
    expect(bed.status().source).toBeUndefined();
    await beside([taking('demo', { deletionPolicy: 'Drain' })]);
    await work();
    expect(bed.status()).toMatchObject({ source: 'declared', deletionPolicy: 'Drain' });
  });

  test('is not taken over from a stack whose index is torn, whatever is said', async () => {
    declare(bed.manifests, [service()]);
    await work();
    bed.manifests.set(manifestStoreKeys.index('demo'), 'torn');
    await beside([taking('demo', { deletionPolicy: 'Drain' })]);
    await work();
    expect(bed.status().source).toBeUndefined();
  });
});

describe('one source', () => {
  test("that is torn does not touch the other one's", async () => {
    bed.rawState.set(stateStoreKeys.declaredIndex('operator'), 'torn');
    declare(bed.manifests, [service()]);
    await work();
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
    declare(bed.manifests, []);
    await work(1);
    expect(bed.condition('Ready')).toMatchObject({ reason: 'Retained' });
  });

  test('knows nothing of a stack of the other one, although it has the same name', async () => {
    // Terraform's stack is called as the command line's is.
    declare(bed.manifests, [service({ deletionPolicy: 'Drain' })], 'command-line');
    await work();
    await beside([{ ...service(), metadata: { name: 'other' } }]);
    bed.manifests.remove(manifestStoreKeys.index('command-line'));
    await work();
    const types = bed.status().conditions.map(({ type }) => type);
    expect([types.includes('Removed'), types.includes('Covered')]).toEqual([false, true]);
    expect(bed.condition('Ready')).toMatchObject({ status: 'True' });
  });

  test('may have several stacks, of which a torn one keeps its names', async () => {
    declare(bed.manifests, [service()], 'a');
    await work();
    declare(bed.manifests, [service({ sparkVersion: '3.0.0' })], 'b');
    bed.manifests.set(manifestStoreKeys.index('a'), 'torn');
    await work();
    expect(bed.status().stack).toBe('a');
    // A stack that was named anew leaves no index behind.
    bed.manifests.remove(manifestStoreKeys.index('a'));
    await work();
    expect(bed.status().stack).toBe('b');
  });
});
