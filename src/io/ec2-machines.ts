import type { DescribeInstancesCommandInput, EC2Client, Filter, Instance } from '@aws-sdk/client-ec2';
import { Duration } from '../domain/core/duration';
import type {
  Clock,
  Machine,
  MachineAddresses,
  MachineHosts,
  MachineState,
  MachineStates,
  Machines,
  MachinesAt,
  Unknown,
} from '../operator/ports';

export interface Ec2MachinesProps {
  /** Where the agents are. Elsewhere in the account the same addresses may be somebody else's. */
  readonly vpcIds: readonly string[];
  /** No request takes longer. */
  readonly timeout: Duration;
  readonly clock: Clock;
}

/** Values of one filter of EC2. */
const MOST_VALUES = 200;
/** Instances a page, the most that EC2 gives. */
const PAGE = 1000;
/** Of one batch; an answer that goes on after them is none. */
const MOST_PAGES = 50;
/** After a failure: without a way to EC2 every look would wait for the time-out. */
const REST_MILLIS = 60_000;

/**
 * EC2's instances, by DescribeInstances alone. Always by filters, never by `InstanceIds`: those fail as a whole
 * (InvalidInstanceID.NotFound) when EC2 has forgotten one of them. The SDK is loaded by the first request.
 */
export function ec2Machines(props: Ec2MachinesProps): Machines & MachineAddresses {
  return new Ec2Machines(props);
}

class Ec2Machines implements Machines, MachineAddresses {
  /** "Terminated instances remain visible after termination (for approximately one hour)": DescribeInstances. */
  readonly remembers = Duration.hours(1);
  private loading: Promise<Connection> | undefined;
  private failed: { readonly answer: Unknown; readonly at: number } | undefined;

  constructor(private readonly props: Ec2MachinesProps) {}

  at(hosts: readonly string[]): Promise<MachinesAt> {
    return this.known(async () => {
      const vpc = { Name: 'vpc-id', Values: [...this.props.vpcIds] };
      const machines = new Map<string, readonly Machine[]>();
      const note = (host: string | undefined, one: Instance) => {
        if (host === undefined || one.InstanceId === undefined) return;
        const machine = { id: one.InstanceId, running: one.State?.Name === 'running' };
        machines.set(host, [...(machines.get(host) ?? []), machine]);
      };
      const addresses = await this.instances('private-ip-address', hosts.filter(isAddress), [vpc]);
      for (const one of addresses) note(one.PrivateIpAddress, one);
      const names = await this.instances('private-dns-name', hosts.filter(isName), [vpc]);
      for (const one of names) note(one.PrivateDnsName, one);
      return { is: 'known', machines };
    });
  }

  hosts(ids: readonly string[]): Promise<MachineHosts> {
    return this.known(async () => {
      const vpc = { Name: 'vpc-id', Values: [...this.props.vpcIds] };
      const found = await this.instances('instance-id', ids.filter(isInstanceId), [vpc]);
      const names = new Map(found.map((one) => [one.InstanceId, hostsOf(one)]));
      return { is: 'known', hosts: new Map(ids.map((id) => [id, names.get(id) ?? []])) };
    });
  }

  states(ids: readonly string[]): Promise<MachineStates> {
    return this.known(async () => {
      // Without the VPC: an instance that is terminated has none.
      const found = await this.instances('instance-id', ids.filter(isInstanceId), []);
      const byId = new Map(found.map((one) => [one.InstanceId, one.State?.Name]));
      return { is: 'known', states: new Map(ids.map((id) => [id, stateOf(id, byId)])) };
    });
  }

  /** A failure says nothing about any machine. EC2's own text is left out: it differs from answer to answer. */
  private async known<T>(read: () => Promise<T>): Promise<T | Unknown> {
    const { clock } = this.props;
    const { failed } = this;
    if (failed && clock.elapsedMillis() - failed.at < REST_MILLIS) return failed.answer;
    this.failed = undefined;
    try {
      return await read();
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      const reason = /Unauthorized|AccessDenied/.test(name) ? 'NotAuthorized' : 'MachinesUnavailable';
      const answer = { is: 'unknown' as const, reason, message: `EC2 DescribeInstances: ${name}` };
      this.failed = { answer, at: clock.elapsedMillis() };
      return answer;
    }
  }

  private async instances(
    name: string,
    values: readonly string[],
    others: readonly Filter[],
  ): Promise<readonly Instance[]> {
    const found: Instance[] = [];
    for (let i = 0; i < values.length; i += MOST_VALUES) {
      const filter = { Name: name, Values: values.slice(i, i + MOST_VALUES) };
      found.push(...(await this.pages({ Filters: [filter, ...others], MaxResults: PAGE })));
    }
    return found;
  }

  private async pages(input: DescribeInstancesCommandInput): Promise<readonly Instance[]> {
    const { sdk, client } = await this.connect();
    const found: Instance[] = [];
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const next = token === undefined ? {} : { NextToken: token };
      const abortSignal = AbortSignal.timeout(this.props.timeout.toMillis());
      const command = new sdk.DescribeInstancesCommand({ ...input, ...next });
      const answer = await client.send(command, { abortSignal });
      found.push(...(answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
      token = answer.NextToken;
      if (token === undefined || token === '') return found;
    }
    throw new TooManyPages();
  }

  private connect(): Promise<Connection> {
    this.loading ??= connection();
    return this.loading;
  }
}

/** An agent calls itself by its address, as on DC/OS, or by its name. */
function hostsOf({ PrivateIpAddress, PrivateDnsName }: Instance): readonly string[] {
  return [PrivateIpAddress, PrivateDnsName].flatMap((one) => (one ? [one] : []));
}

class TooManyPages extends Error {
  override readonly name = 'TooManyPages';
}

interface Connection {
  readonly sdk: typeof import('@aws-sdk/client-ec2');
  readonly client: EC2Client;
}

async function connection(): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-ec2');
  return { sdk, client: new sdk.EC2Client({ maxAttempts: 2 }) };
}

/** Only `terminated` is the end: what is shutting down may not have, and what is stopped starts again. */
function stateOf(id: string, byId: ReadonlyMap<string | undefined, string | undefined>): MachineState {
  if (!byId.has(id)) return { is: 'unlisted' };
  const name = byId.get(id);
  const because = `EC2 says that ${id} is ${name ?? 'in no state'}`;
  return { is: name === 'terminated' ? 'ended' : 'there', because };
}

// What is none of these is not asked for: EC2 takes * and ? in a filter for wildcards.
const isAddress = (host: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
const isName = (host: string) => /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(host) && !isAddress(host);
const isInstanceId = (id: string) => /^i-[0-9a-f]+$/.test(id);
