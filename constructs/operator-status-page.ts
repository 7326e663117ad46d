import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
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
  /**
   * How often it looks how frameworks use the cluster and how full shared disks are, 10 s to 1 hour. It asks each
   * Mesos agent for that: the port of its `agents` is open to it, unless this is `off`.
   * @default '60s'
   */
  readonly usageInterval?: Duration | string | 'off';
}

/** What the program is told. */
export interface StatusPlace {
  readonly listen: string;
  readonly names: readonly string[];
  /** @default - as the command line has it */
  readonly usageInterval?: string;
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
    ...unknownProblems('statusPage.usageInterval', page.usageInterval),
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
    ...usageProblems(page),
    ...idProblems('statusPage.securityGroupIds', securityGroupIds, 'sg'),
    ...cidrs.flatMap((cidr, i) => networkProblems(`statusPage.cidrs[${i}]`, cidr)),
  ];
}

function networkProblems(at: string, cidr: string): readonly Problem[] {
  if (!/\/0+$/.test(cidr)) return cidrProblems(at, cidr);
  const wanted = 'networks of those who may read it';
  return [{ at, found: shown(cidr), wanted, fix: 'it asks nobody for a password' }];
}

/** As the option of the program is read. */
function usageProblems({ usageInterval }: StatusPage): readonly Problem[] {
  const at = 'statusPage.usageInterval';
  if (usageInterval === undefined || usageInterval === 'off') return [];
  const read = attempt(() => Duration.of(usageInterval));
  if ('problems' in read) return read.problems.map((problem) => ({ ...problem, at }));
  if (!read.value.isBelow(Duration.seconds(10)) && !Duration.hours(1).isBelow(read.value)) return [];
  return [{ at, found: `${read.value}`, wanted: '10 s to 1 hour, or "off"' }];
}

export function statusPlace(page: StatusPage | undefined): StatusPlace | undefined {
  if (page === undefined) return undefined;
  const { port = PORT, names = [], usageInterval } = page;
  return {
    listen: `${isForOthers(page) ? '0.0.0.0' : '127.0.0.1'}:${port}`,
    names,
    ...(usageInterval === undefined
      ? {}
      : { usageInterval: usageInterval === 'off' ? 'off' : Duration.of(usageInterval).toSpark() }),
  };
}

/** Whether each agent is asked what its containers use. */
export const asksAgents = (page: StatusPage | undefined): boolean =>
  page !== undefined && page.usageInterval !== 'off';

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
