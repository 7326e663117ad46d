import { App, type TerraformStack } from 'cdktf';
import { manifestsOf, type SynthesizedStack, synthesizeStack } from '../../../constructs/testing';
import type { FoundManifest } from '../../../constructs/testing/stack-texts';
import { type LabOptions, Zeppelin } from '../../../src/lab';
import { stateStoreKeys } from '../../../src/manifest';
import { Bed } from '../../operator/support/bed';
import { type LabInProcess, labInProcess } from '../../operator/support/lab-cluster';
import { zeppelinOf } from '../../operator/support/lab-zeppelin';
import { declare } from '../../operator/support/manifests';
import { runExample } from '../../support/examples';
import { examples } from './page';

type Sent = Readonly<Record<string, unknown>>;

/** A stack of the page, as it is deployed, and the lab after the operator's work. */
export interface Deployed {
  readonly stack: SynthesizedStack;
  readonly manifests: readonly FoundManifest[];
  readonly lab: LabInProcess;
  readonly bed: Bed;
  /** The apps of Marathon and the jobs of Metronome as they were sent. */
  readonly created: Sent[];
  readonly jobs: Sent[];
  /** What was asked of the lab's servers: `POST http://127.0.0.1:8080/v2/apps`. */
  readonly requests: readonly string[];
  readonly zeppelin: Zeppelin;
}

/** Synthesizes an example, gives its manifests to an operator, and lets that work for two minutes. */
export async function deployed(example: string, marathon?: LabOptions['marathon']): Promise<Deployed> {
  const { Stack } = runExample(examples, example) as {
    Stack: new (scope: App, id: string) => TerraformStack;
  };
  const stack = synthesizeStack(new Stack(new App(), 'spark'));
  const manifests = manifestsOf(stack);
  const lab = labInProcess({ agents: 3, metronome: true, ...(marathon === undefined ? {} : { marathon }) });
  const created = noted(lab.marathon);
  const jobs = noted(lab.metronome);
  const requests = listened(lab);
  const bed = new Bed(lab);
  bed.metronome = lab.metronome;
  const zeppelin = new Zeppelin({ version: '0.10.0' });
  for (const { kind, spec } of manifests) {
    if (kind === 'ZeppelinInterpreter') {
      bed.zeppelins.set((spec as { url: string }).url, zeppelinOf(zeppelin, bed.clock));
    }
  }
  declare(bed.manifests, manifests);
  const passes = bed.passes(() => {});
  for (let i = 0; i < 12; i++) {
    await passes.run();
    await bed.clock.run(10, 0);
  }
  return { stack, manifests, lab, bed, created, jobs, requests, zeppelin };
}

/** What a server is asked to create, from now on. */
function noted<Answer>(server: { create(one: Sent): Promise<Answer> }): Sent[] {
  const sent: Sent[] = [];
  const create = server.create.bind(server);
  server.create = (one) => {
    sent.push(one);
    return create(one);
  };
  return sent;
}

function listened({ lab }: LabInProcess): readonly string[] {
  const requests: string[] = [];
  const { fetch } = lab;
  (lab as { fetch: typeof fetch }).fetch = (url, init) => {
    requests.push(`${init?.method ?? 'GET'} ${url}`);
    return fetch(url, init);
  };
  return requests;
}

/** What applications read. */
export function published(
  { bed, manifests }: Deployed,
  file: 'spark-defaults.conf' | 'spark-env.sh',
): string {
  const name = manifests.find(({ kind }) => kind === 'SparkDefaults')?.metadata.name ?? '';
  const key = file === 'spark-env.sh' ? stateStoreKeys.sparkEnv(name) : stateStoreKeys.sparkDefaults(name);
  const text = bed.state.text(key);
  if (text === undefined) throw new Error(`nothing is published at ${key}`);
  return text;
}
