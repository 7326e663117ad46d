import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import type { ICluster } from '../../constructs/cluster';
import type { DcosClusterAttributes } from '../../constructs/dcos-cluster';
import { ManifestStore, type ManifestStoreProps } from '../../constructs/manifest-store';
import { Operator } from '../../constructs/operator';
import type { OperatorProps } from '../../constructs/operator-props';
import { type SynthesizedStack, synthesize, userDataOf } from '../../constructs/testing';
import { dcosCluster } from './cluster';

const PROGRAM = 'console.log("operator");\n';
export const SHA256 = createHash('sha256').update(PROGRAM).digest('hex');
export const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

let program: string;
beforeAll(() => {
  program = path.join(mkdtempSync(path.join(tmpdir(), 'operator-')), 'mesos-spark.cjs');
  writeFileSync(program, PROGRAM);
});
afterAll(() => rmSync(path.dirname(program), { recursive: true, force: true }));

interface Given {
  readonly cluster?: Partial<DcosClusterAttributes> | ((stack: TerraformStack) => ICluster);
  readonly store?: ManifestStoreProps;
  readonly operator?: Partial<OperatorProps>;
  /** What of its props is made in the stack. */
  readonly made?: (stack: TerraformStack) => Partial<OperatorProps>;
  /** Declares more, behind it. */
  readonly after?: (stack: TerraformStack, store: ManifestStore) => void;
}

/** An operator of DC/OS, unless another cluster is given, and one manifest. */
export function operatorStack({ cluster, store, operator, made, after }: Given = {}): SynthesizedStack {
  return synthesize((stack) => {
    const manifests = new ManifestStore(stack, 'store', store);
    manifests.addManifest({
      apiVersion: 'mesos-spark/v1alpha1',
      kind: 'SparkDefaults',
      metadata: { name: 'a' },
      spec: { shuffleService: 's', sparkVersion: '2.4.0', properties: {} },
    });
    new Operator(stack, 'operator', {
      store: manifests,
      cluster: typeof cluster === 'function' ? cluster(stack) : dcosCluster(stack, cluster),
      bundle: program,
      ...operator,
      ...made?.(stack),
    });
    after?.(stack, manifests);
  });
}

/** Of the files of its machines, the one whose path ends so. */
export function operatorFile(stack: SynthesizedStack, end: string): string {
  const templates = Object.entries(stack.resources('aws_launch_template'));
  const [, template] = templates.find(([id]) => id.startsWith('operator_launch-template')) ?? [];
  const files = userDataOf(stack, template?.['user_data'])?.files ?? [];
  return files.find((file) => file.path.endsWith(end))?.content ?? '';
}

export const operatorEnvironment = (stack: SynthesizedStack) => operatorFile(stack, '/operator.env');
