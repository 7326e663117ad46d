import { type Problem, shown } from '../src/domain/core/problem';
import type { AgentGroupProps, Permission } from './agent-group-props';
import { idProblems } from './cluster-checks';
import { isLate } from './known';
import { cidrProblems } from './security-peers';

/** What is wrong with where agents stand, who may reach them, what they may do and how they are tagged. */
export function networkProblems(props: AgentGroupProps): readonly Problem[] {
  const { drivers = {}, subnetIds, tags = {} } = props;
  return [
    ...idProblems('drivers.securityGroupIds', drivers.securityGroupIds ?? [], 'sg'),
    ...(drivers.cidrs ?? []).flatMap((cidr, i) => cidrProblems(`drivers.cidrs[${i}]`, cidr)),
    ...(subnetIds === undefined ? [] : idProblems('subnetIds', subnetIds, 'subnet')),
    ...((subnetIds ?? props.cluster.subnetIds).length > 0
      ? []
      : [{ at: 'subnetIds', found: 'an empty list', wanted: 'one subnet or more' }]),
    ...(props.permissions ?? []).flatMap((one, i) => permissionProblems(`permissions[${i}]`, one)),
    ...Object.keys(tags).flatMap((key) => tagProblems(key)),
  ];
}

function permissionProblems(at: string, { actions, resources }: Permission): readonly Problem[] {
  const broadActions = actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+\*?$/.test(action));
  const broadResources = resources.filter((arn) => !isLate(arn) && !/^arn:[^:]+:[^:*]+:/.test(arn));
  return [
    ...(actions.length > 0 ? [] : [{ at: `${at}.actions`, found: 'none', wanted: 'one action or more' }]),
    ...(resources.length > 0 ? [] : [{ at: `${at}.resources`, found: 'none', wanted: 'one ARN or more' }]),
    ...broadActions.map((action) => ({
      at: `${at}.actions`,
      found: shown(action),
      wanted: 'a service and an action, such as "s3:GetObject"',
    })),
    ...broadResources.map((arn) => ({
      at: `${at}.resources`,
      found: shown(arn),
      wanted: 'the ARN of what it is for',
      fix: 'every task on the agent has what the agent may do',
    })),
  ];
}

function tagProblems(key: string): readonly Problem[] {
  return key !== '' && !key.toLowerCase().startsWith('aws:')
    ? []
    : [{ at: `tags[${shown(key)}]`, found: shown(key), wanted: 'a key that does not start with "aws:"' }];
}
