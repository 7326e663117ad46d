import { type Problem, shown } from '../src/domain/core/problem';
import { isLate } from './known';

/** Who may connect. */
export interface Peers {
  readonly securityGroupIds?: readonly string[];
  /** IPv4 or IPv6 networks, for example `10.1.0.0/16`. */
  readonly cidrs?: readonly string[];
}

/** One of them, as a rule of EC2 says it, and its name among a construct's children. */
export interface Peer {
  readonly name: string;
  readonly rule: {
    readonly referencedSecurityGroupId?: string;
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
  };
}

/**
 * Named after what they are, so that a list's order changes nothing; late values are named by their place.
 * @param groups begins the name of a late group
 */
export function peersOf({ securityGroupIds = [], cidrs = [] }: Peers, groups: string): readonly Peer[] {
  return [
    ...securityGroupIds.map((id, i): Peer => {
      return { name: isLate(id) ? `${groups}-${i}` : id, rule: { referencedSecurityGroupId: id } };
    }),
    ...cidrs.map((cidr, i): Peer => {
      const name = isLate(cidr) ? `network-${i}` : cidr.replace(/[^0-9a-fA-F]+/g, '-');
      return { name, rule: cidr.includes(':') && !isLate(cidr) ? { cidrIpv6: cidr } : { cidrIpv4: cidr } };
    }),
  ];
}

export function cidrProblems(at: string, cidr: string): readonly Problem[] {
  if (isLate(cidr) || /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(cidr) || /^[0-9a-f:]+\/\d{1,3}$/i.test(cidr)) {
    return [];
  }
  return [{ at, found: shown(cidr), wanted: 'a network such as "10.1.0.0/16"' }];
}
