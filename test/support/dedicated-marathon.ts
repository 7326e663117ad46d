import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { ICluster } from '../../constructs/cluster';
import { DedicatedMarathon } from '../../constructs/dedicated-marathon';
import type {
  DedicatedMarathonProps,
  OnMachinesProps,
  OnMarathonProps,
} from '../../constructs/dedicated-marathon-props';
import { ManifestStore } from '../../constructs/manifest-store';
import { type SynthesizedStack, synthesize } from '../../constructs/testing';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { dcosCluster, plainCluster } from './cluster';

export const SHA = 'a'.repeat(64);
export const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:marathon';
const archive = MarathonSource.archive('https://example.com/marathon-1.11.24-9ee9f3ce.tgz', { sha256: SHA });
const image = MarathonSource.docker('mesosphere/marathon:v1.8.222');
export const late = () =>
  Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

type Given = Partial<Omit<DedicatedMarathonProps, 'runs' | 'cluster'>> & {
  readonly cluster?: (scope: Construct) => ICluster;
};
interface Built {
  readonly stack: SynthesizedStack;
  readonly marathon: DedicatedMarathon;
}

/** As an app, of DC/OS unless another cluster is given. */
export function asApp(
  runs: Partial<OnMarathonProps> = {},
  { cluster = dcosCluster, ...given }: Given = {},
): Built {
  return build((stack) => ({
    cluster: cluster(stack),
    version: '1.8.222',
    runs: { on: 'marathon', store: new ManifestStore(stack, 'store'), source: image, ...runs },
    ...given,
  }));
}

/** On machines, of plain Mesos unless another cluster is given. */
export function onMachines(
  runs: Partial<OnMachinesProps> = {},
  { cluster = plainCluster, ...given }: Given = {},
): Built {
  return build((stack) => ({
    cluster: cluster(stack),
    version: '1.11.24',
    runs: { on: 'machines', source: archive, image: { id: 'ami-0a' }, ...runs },
    ...given,
  }));
}

function build(props: (stack: Construct) => Omit<DedicatedMarathonProps, 'name' | 'role'>): Built {
  let marathon: DedicatedMarathon | undefined;
  const stack = synthesize((scope) => {
    marathon = new DedicatedMarathon(scope, 'marathon', {
      name: 'marathon-shuffle',
      role: 'shuffle',
      ...props(scope),
    });
  });
  if (!marathon) throw new Error('nothing was made');
  return { stack, marathon };
}
