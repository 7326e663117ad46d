import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { type Problem, shown } from '../src/domain/core/problem';
import { idProblems } from './cluster-checks';
import { unknownProblems } from './known';
import { cidrProblems, type Peers, peersOf } from './security-peers';
import { attributeText } from './terraform-text';

/**
 * Where each machine of an operator answers how it is: /healthz, /readyz, /api/board and a page for people. All of it
 * is read-only, in clear text and without a password: whoever is named here sees hosts, versions and what is done.
 * With nobody named it answers on 127.0.0.1 alone, for instance to a port that Session Manager forwards.
 */
export interface StatusPage extends Peers {
  /** From 1024. @default 8095 */
  readonly port?: number;
  /**
   * Names of hosts by which it may be asked, for example that of a load balancer: any other is refused, as a page of
   * somebody else could use it.
   * @default - only addresses and the machine's own name
   */
  readonly names?: readonly string[];
}

/** What the program is told. */
export interface StatusPlace {
  readonly listen: string;
  readonly names: readonly string[];
}

const PORT = 8095;

export function statusPageProblems(page: StatusPage | undefined): readonly Problem[] {
  if (page === undefined) return [];
  const { port = PORT, names = [], securityGroupIds = [], cidrs = [] } = page;
  // Ids and networks may be late, their lists may not: each becomes a rule.
  const lists = Object.entries({ securityGroupIds, cidrs }).filter(([, list]) => Token.isUnresolved(list));
  const unknown = [
    ...unknownProblems('statusPage.port', port),
    ...unknownProblems('statusPage.names', names),
    ...lists.flatMap(([name, list]) => unknownProblems(`statusPage.${name}`, list)),
  ];
  if (unknown.length > 0) return unknown;
  return [
    ...(Number.isInteger(port) && port >= 1024 && port <= 65_535
      ? []
      : [{ at: 'statusPage.port', found: shown(port), wanted: 'a port, from 1024 to 65535' }]),
    ...names.flatMap((name, i) =>
      /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name)
        ? []
        : [
            {
              at: `statusPage.names[${i}]`,
              found: shown(name),
              wanted: 'the name of a host, without a port',
            },
          ],
    ),
    ...idProblems('statusPage.securityGroupIds', securityGroupIds, 'sg'),
    ...cidrs.flatMap((cidr, i) => networkProblems(`statusPage.cidrs[${i}]`, cidr)),
  ];
}

function networkProblems(at: string, cidr: string): readonly Problem[] {
  if (!/\/0+$/.test(cidr)) return cidrProblems(at, cidr);
  const wanted = 'networks of those who may read it';
  return [{ at, found: shown(cidr), wanted, fix: 'it asks nobody for a password' }];
}

export function statusPlace(page: StatusPage | undefined): StatusPlace | undefined {
  if (page === undefined) return undefined;
  const { port = PORT, names = [] } = page;
  return { listen: `${isForOthers(page) ? '0.0.0.0' : '127.0.0.1'}:${port}`, names };
}

/**
 * Opens it to whoever is named.
 * @returns a security group of its own, as that of the operator lets nobody in and cannot change its description; none
 * where nobody is named
 */
export function statusPageGroups(
  scope: Construct,
  vpcId: string,
  page: StatusPage | undefined,
): readonly string[] {
  if (page === undefined || !isForOthers(page)) return [];
  const { port = PORT } = page;
  const group = new SecurityGroup(scope, 'status-page', {
    namePrefix: 'mesos-spark-operator-page-',
    description: 'Status page of the mesos-spark operator',
    vpcId: attributeText(vpcId),
  });
  for (const { name, rule } of peersOf(page, 'group')) {
    new VpcSecurityGroupIngressRule(scope, `status-page-${name}`, {
      securityGroupId: group.id,
      description: 'Status page of the operator',
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      ...rule,
    });
  }
  return [group.id];
}

function isForOthers({ securityGroupIds = [], cidrs = [] }: StatusPage): boolean {
  return securityGroupIds.length + cidrs.length > 0;
}
