import { DataAwsEc2InstanceType } from '@cdktf/provider-aws/lib/data-aws-ec2-instance-type';
import { Op, type Precondition, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { HostShare } from '../src/domain/agent/host-shuffle';
import { reservedTotals } from '../src/domain/agent/offered-resources';
import type { StaticReservation } from '../src/domain/mesos/static-reservation';
import { attributeText } from './terraform-text';

export interface AgentInstanceTypesProps {
  readonly instanceTypes: readonly string[];
  readonly reservations: readonly StaticReservation[];
  /** What else the machine must have, beside the agent. */
  readonly kept: HostShare;
  /** True where a machine without instance store is no agent. */
  readonly instanceStore: boolean;
}

/**
 * Asks AWS what the instance types are. A type that AWS does not have, or not in this region, ends the plan with
 * AWS' own message; the preconditions say what such a machine lacks.
 */
export class AgentInstanceTypes extends Construct {
  readonly preconditions: readonly Precondition[];

  constructor(scope: Construct, id: string, props: AgentInstanceTypesProps) {
    super(scope, id);
    this.preconditions = props.instanceTypes.flatMap((instanceType, i) => {
      const type = new DataAwsEc2InstanceType(this, i === 0 ? 'first' : `other-${i}`, { instanceType });
      return conditions(i === 0 ? 'instanceType' : `otherInstanceTypes[${i - 1}]`, type, props);
    });
  }
}

function conditions(
  at: string,
  type: DataAwsEc2InstanceType,
  { reservations, kept, instanceStore }: AgentInstanceTypesProps,
): readonly Precondition[] {
  const reserved = reservedTotals(reservations);
  const cpusMilli = reserved.cpusMilli + kept.cpusMilli;
  const memoryMib = reserved.memoryMib + kept.memoryMib;
  const what = kept.cpusMilli > 0 ? 'the reservations and what runs beside the agent' : 'the reservations';
  const name = type.instanceTypeInput ?? '';
  const say = (found: string, wanted: string, fix: string) =>
    `${at}: found ${name} ${found}, wanted ${wanted}; ${fix}`;
  return [
    ...(instanceStore
      ? [
          {
            condition: Token.asString(type.instanceStorageSupported),
            errorMessage: say(
              'without instance store',
              'a type with instance store, such as i3.2xlarge',
              'or use EphemeralStorage.ebs',
            ),
          },
        ]
      : []),
    {
      condition: Token.asString(Op.gte(type.defaultVcpus, cpusMilli / 1000)),
      errorMessage: say(
        `with ${Token.asString(type.defaultVcpus)} vcpus`,
        `at least the ${cpusMilli / 1000} that ${what} hold`,
        'take a larger type or reserve less',
      ),
    },
    {
      // Mesos leaves 1 GiB to the system: src/slave/containerizer/containerizer.cpp, apache/mesos.
      condition: Token.asString(Op.gte(type.memorySize, memoryMib + 1024)),
      errorMessage: say(
        `with ${Token.asString(type.memorySize)} MiB of memory`,
        `at least ${memoryMib + 1024} MiB: ${memoryMib} for ${what} and 1024 for the system`,
        'take a larger type or reserve less',
      ),
    },
  ].map(({ condition, errorMessage }) => ({ condition, errorMessage: attributeText(errorMessage) }));
}
