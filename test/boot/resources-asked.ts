import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { Ranges } from '../../src/domain/core/ranges';
import type { Attributes } from '../../src/domain/mesos/attributes';
import { Resources } from '../../src/domain/mesos/resources';
import type { Combination } from './resources-combinations';

export function askedAttributes({ role, attributes, hostShuffleServices = [] }: AgentBootProps): Attributes {
  return {
    ...attributes,
    ...(role === 'public' ? { public_ip: 'true' } : {}),
    ...(hostShuffleServices.length > 0 ? { mesos_spark_shuffle: 'ready' } : {}),
  };
}

/** What is asked for, said in Mesos' words; undefined where the machine does not have it. */
export function asked({ props, cpus, memoryMib, diskMib, volumes }: Combination): Resources | undefined {
  const { reservations, overcommit, hostShuffleServices = [], health } = props;
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
  const left = (has: number, kept: number, reserved: readonly number[], twice: boolean) =>
    has - kept < sum(reserved) ? Number.NaN : has - kept - (twice ? 0 : sum(reserved));
  const free = {
    milli: left(
      cpus * 1000,
      sum(hostShuffleServices.map((one) => Math.round(one.cpus * 1000))),
      reservations.map((one) => Math.round(one.cpus * 1000)),
      overcommit.includes('cpus'),
    ),
    mem: left(
      memoryMib < 2048 ? Math.floor(memoryMib / 2) : memoryMib - 1024,
      sum(hostShuffleServices.map((one) => one.memory.task.toMebibytes())),
      reservations.map((one) => one.memory.toMebibytes()),
      overcommit.includes('memory'),
    ),
    disk: left(
      diskMib < 10_240 ? Math.floor(diskMib / 2) : diskMib - 5120,
      0,
      reservations.map((one) => one.disk?.toMebibytes() ?? 0),
      false,
    ),
  };
  if (Object.values(free).some(Number.isNaN)) return undefined;
  const gone = [...hostShuffleServices, ...(health === undefined ? [] : [health])];
  const owner = props.role === 'public' ? { role: 'slave_public' } : {};
  const mine = Resources.of(
    { name: 'cpus', scalar: free.milli / 1000, ...owner },
    { name: 'mem', scalar: free.mem, ...owner },
    { name: 'disk', scalar: free.disk, ...owner },
    {
      name: 'ports',
      ranges: [
        ...gone.map(({ port }) => Ranges.of([port, port])),
        ...reservations.map(({ ports }) => ports),
      ].reduce((ports, taken) => ports.without(taken), props.ports),
      ...owner,
    },
    ...reservations.flatMap(({ role, cpus, memory, disk, ports }) => [
      { name: 'cpus', scalar: cpus, role },
      { name: 'mem', scalar: memory.toMebibytes(), role },
      { name: 'disk', scalar: disk?.toMebibytes() ?? 0, role },
      { name: 'ports', ranges: ports, role },
    ]),
  );
  const mounts = volumes.map((mib, n) => ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: mib - 100 },
    disk: { source: { type: 'MOUNT', mount: { root: `/dcos/volume${n}` } } },
    ...owner,
  }));
  return props.platform.kind === 'dcos' ? mine.plus(Resources.parse(JSON.stringify(mounts))) : mine;
}
