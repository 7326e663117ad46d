import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import { DedicatedMarathon } from '../../../constructs/dedicated-marathon';
import type { OnMachinesProps } from '../../../constructs/dedicated-marathon-props';
import { ManifestStore } from '../../../constructs/manifest-store';
import { Operator } from '../../../constructs/operator';
import type { OperatorProps } from '../../../constructs/operator-props';
import { SparkClient } from '../../../constructs/spark-client';
import { type SynthesizedStack, synthesize } from '../../../constructs/testing';
import { userDataText } from '../../../constructs/testing/stack-texts';
import { MarathonSource } from '../../../src/domain/marathon-server/source';
import { defaultsUnits } from '../../../src/domain/spark/install/defaults-units';
import { dcosCluster, plainCluster } from '../../support/cluster';
import { type Host, hostOf, type LaidFile } from './hosts';

const SHA = 'a'.repeat(64);
const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

/** Every machine of ours that is no agent, by how it is declared. */
export function otherHosts(): readonly Host[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'other-hosts-'));
  const bundle = path.join(folder, 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log(1);\n');
  try {
    return Object.entries(DECLARED).map(([name, declare]) => {
      const host = hostOf(name, userDataIn(synthesize((stack) => declare(stack, bundle))));
      return { ...host, files: [...host.files, ...later(name)] };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Declare = (stack: TerraformStack, bundle: string) => void;

const DECLARED: Readonly<Record<string, Declare>> = {
  operator: (stack, bundle) => operator(stack, { bundle }),
  'operator that only looks, beside its Marathon': (stack, bundle) => {
    const image = { id: 'ami-0a' };
    operator(stack, { bundle, image, observeOnly: true, leadership: 'marathon', logLevel: 'debug' });
  },
  'edge node': (stack, bundle) => client(stack, bundle),
  'Marathon of an archive': (stack) => {
    marathon(stack, MarathonSource.archive('https://example.com/marathon.tgz', { sha256: SHA }));
  },
  'Marathon of a package, with a secret': (stack) => {
    const mesosAuthentication = { principal: 'shuffle', secretArn: secret('marathon') };
    marathon(stack, MarathonSource.package(), mesosAuthentication);
  },
};

function operator(
  stack: TerraformStack,
  props: Pick<OperatorProps, 'bundle' | 'image' | 'observeOnly' | 'leadership' | 'logLevel'>,
): void {
  new Operator(stack, 'host', {
    ...props,
    store: new ManifestStore(stack, 'store'),
    cluster: dcosCluster(stack),
  });
}

function client(stack: TerraformStack, bundle: string): void {
  const defaults = { name: 'spark-2-4' };
  new SparkClient(stack, 'host', {
    ...{ store: new ManifestStore(stack, 'store'), defaults, cluster: dcosCluster(stack), bundle },
    spark: `https://host/spark-2.4.0-bin-2.7.tgz#sha256=${SHA}`,
    nativeLibrary: `https://host/it's%20$x.tar.gz#sha256=${SHA}`,
    jars: [`s3://jars/a.jar#sha256=${SHA}`],
    hadoopConf: 'https://host/hadoop.zip',
  });
}

function marathon(
  stack: TerraformStack,
  source: OnMachinesProps['source'],
  mesosAuthentication?: { readonly principal: string; readonly secretArn: string },
): void {
  new DedicatedMarathon(stack, 'host', {
    ...{ name: 'marathon-shuffle', role: 'shuffle', version: '1.11.24', cluster: plainCluster(stack) },
    runs: { on: 'machines', source, image: { id: 'ami-0a' } },
    ...(mesosAuthentication ? { mesosAuthentication } : {}),
  });
}

/** As Terraform will have filled it in. */
function userDataIn(stack: SynthesizedStack): string {
  const [, template] =
    Object.entries(stack.resources('aws_launch_template')).find(([id]) => id.startsWith('host_')) ?? [];
  const local = /^\$\{base64gzip\(local\.([\w-]+)\)\}$/.exec(`${template?.['user_data']}`)?.[1] ?? '';
  return userDataText(stack, local).replace(/\$\{(?:data\.)?aws_[^}]*\}/g, 'late');
}

/** What the first boot of an edge node writes: the units that keep its defaults. */
function later(name: string): readonly LaidFile[] {
  if (name !== 'edge node') return [];
  const program = ['/usr/bin/env', 'node', '/opt/mesos-spark/mesos-spark.cjs'];
  const file = '/opt/spark/conf/spark-defaults.conf';
  return defaultsUnits({ name: 'spark-2-4', store: 's3://late', program, file }).flatMap((step) =>
    step.do === 'write' ? [{ path: step.to, content: `${step.text}` }] : [],
  );
}
