import { join } from 'node:path';
import type { Moto } from '../support/moto';
import { listAt, numberAt, textAt } from './answers';
import { fetchScripts, Machine } from './machine';

/** A machine of the group, as EC2 sees it. */
export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  /** DC/OS agents call themselves by their address. */
  readonly hostname: string;
}

/** What an agent tells the master when it registers. */
export interface Registration {
  readonly hostname: string;
  readonly resources: string;
  readonly attributes: string;
  readonly defaultRole: string;
}

export async function instancesOf(moto: Moto, group: string): Promise<readonly Instance[]> {
  const AutoScalingGroupNames = [group];
  const groups = await moto.ask('autoscaling', 'describe_auto_scaling_groups', { AutoScalingGroupNames });
  const InstanceIds = listAt(groups, 'AutoScalingGroups', 0, 'Instances').map((one) =>
    textAt(one, 'InstanceId'),
  );
  const answer = await moto.ask('ec2', 'describe_instances', { InstanceIds });
  return listAt(answer, 'Reservations')
    .flatMap((reservation) => listAt(reservation, 'Instances'))
    .map((instance) => ({
      id: textAt(instance, 'InstanceId'),
      type: textAt(instance, 'InstanceType'),
      zone: textAt(instance, 'Placement', 'AvailabilityZone'),
      hostname: textAt(instance, 'PrivateIpAddress'),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Does what the machine does when it boots, without a machine: writes the files of its user data, brings its
 * scripts, runs its resource step with the figures of its type, and reads what the agent would read.
 */
export async function boot(
  moto: Moto,
  instance: Instance,
  given: { readonly userData: string; readonly folder: string },
): Promise<Registration> {
  const machine = new Machine(join(given.folder, instance.id), given.userData);
  await fetchScripts(moto, machine);
  await machine.run('/opt/mesos-spark/boot/resources.sh', [], await figures(moto, instance.type));
  const { ENVIRONMENT_FILE: file = '' } = await machine.environment('/etc/mesos-spark/agent.env');
  const env = await machine.environment(file);
  return {
    hostname: instance.hostname,
    resources: env['MESOS_RESOURCES'] ?? '',
    attributes: env['MESOS_ATTRIBUTES'] ?? '',
    defaultRole: env['MESOS_DEFAULT_ROLE'] ?? '*',
  };
}

/** What the machine would measure: EC2 counts disks in GB, Linux keeps some memory to itself. */
async function figures(moto: Moto, type: string): Promise<Readonly<Record<string, string>>> {
  const types = await moto.ask('ec2', 'describe_instance_types', { InstanceTypes: [type] });
  const memory = numberAt(types, 'InstanceTypes', 0, 'MemoryInfo', 'SizeInMiB');
  const disk = numberAt(types, 'InstanceTypes', 0, 'InstanceStorageInfo', 'TotalSizeInGB');
  return {
    MESOS_SPARK_MACHINE_CPUS: `${numberAt(types, 'InstanceTypes', 0, 'VCpuInfo', 'DefaultVCpus')}`,
    MESOS_SPARK_MACHINE_MEMORY_MIB: `${Math.floor(memory * 0.98)}`,
    MESOS_SPARK_MACHINE_DISK_MIB: `${Math.floor((disk * 10 ** 9) / 2 ** 20)}`,
  };
}
