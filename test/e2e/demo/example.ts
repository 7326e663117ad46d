import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Moto } from '../support/moto';
import { ROOT } from '../support/tools';
import { listAt, textAt } from './answers';

/** The worked example as it stands in the repository. */
export const EXAMPLE = join(ROOT, 'stacks/examples/shuffle.yaml');
/** Its one group of agents and its one shuffle service. */
export const GROUP = 'spark';
export const SERVICE = 'spark-2-4';
export const DEFAULTS = 'defaults';

/** Where the emulated world stands. */
export interface Addresses {
  readonly moto: Moto;
  readonly mesosUrl: string;
  readonly marathonUrl: string;
}

/** Where in the settings, and what is to stand there. */
export type Change = readonly [path: readonly string[], value: unknown];

/** Writes the worked example with the emulated account's network and the lab's addresses in it. */
export async function writeSettings(
  folder: string,
  { moto, mesosUrl, marathonUrl }: Addresses,
  more: readonly Change[] = [],
): Promise<string> {
  const network = await defaultNetwork(moto);
  const document = parseDocument(readFileSync(EXAMPLE, 'utf8'));
  const changes: readonly Change[] = [
    [['aws', 'region'], moto.region],
    [['aws', 'endpoint'], moto.url],
    [['terraformState'], { kind: 'local', path: join(folder, 'terraform.tfstate') }],
    [['cluster', 'mesosMasterUrl'], mesosUrl],
    [['cluster', 'marathonUrl'], marathonUrl],
    [['cluster', 'vpcId'], network.vpcId],
    [['cluster', 'subnetIds'], network.subnetIds],
    [['cluster', 'securityGroupIds'], [network.securityGroupId]],
    // Here the operator keeps its state in the buckets; in an account they outlive the stack.
    [['store', 'forceDestroy'], true],
    ...more,
  ];
  for (const [path, value] of changes) document.setIn(path, value);
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, document.toString());
  return file;
}

/** The network that every new account has. */
export async function defaultNetwork(moto: Moto) {
  const vpcId = textAt(await moto.ask('ec2', 'describe_vpcs'), 'Vpcs', 0, 'VpcId');
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const subnets = listAt(await moto.ask('ec2', 'describe_subnets', { Filters }), 'Subnets');
  const groups = await moto.ask('ec2', 'describe_security_groups', { Filters });
  return {
    vpcId,
    subnetIds: subnets.map((subnet) => textAt(subnet, 'SubnetId')).sort(),
    securityGroupId: textAt(groups, 'SecurityGroups', 0, 'GroupId'),
  };
}
