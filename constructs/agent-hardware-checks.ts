import { Token } from 'cdktf';
import { architectureOf, INSTANCE_TYPE } from '../src/domain/agent/instance-type';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import { Size } from '../src/domain/core/size';
import type { AgentCapacity, AgentGroupProps, ExtraVolume } from './agent-group-props';
import { isLate } from './known';

/** What is wrong with machines, their number and their volumes. */
export function hardwareProblems(props: AgentGroupProps): readonly Problem[] {
  return [
    ...typeProblems(props),
    ...capacityProblems(props.capacity),
    ...(props.rootVolume?.size === undefined ? [] : gibProblems('rootVolume.size', props.rootVolume.size)),
    ...volumeProblems(props),
    ...refreshProblems(props.instanceRefresh?.minHealthyPercentage),
  ];
}

function typeProblems({ instanceType, otherInstanceTypes = [] }: AgentGroupProps): readonly Problem[] {
  const all = [instanceType, ...otherInstanceTypes];
  const at = (i: number) => (i === 0 ? 'instanceType' : `otherInstanceTypes[${i - 1}]`);
  const broken = all.flatMap((type, i) =>
    isLate(type) || INSTANCE_TYPE.test(type)
      ? []
      : [{ at: at(i), found: shown(type), wanted: 'an EC2 instance type such as "i3.2xlarge"' }],
  );
  const doubled = all.flatMap((type, i) =>
    all.indexOf(type) < i ? [{ at: at(i), found: shown(type), wanted: 'each type once' }] : [],
  );
  if (broken.length > 0) return [...broken, ...doubled];
  const known = all.filter((type) => !isLate(type));
  const mixed = new Set(known.map(architectureOf)).size > 1;
  return [
    ...doubled,
    ...(mixed
      ? [
          {
            at: 'otherInstanceTypes',
            found: known.map((type) => `${type} (${architectureOf(type)})`).join(', '),
            wanted: 'types of one architecture, for there is one image',
          },
        ]
      : []),
  ];
}

/** Numbers that only Terraform knows are compared by AWS. */
function capacityProblems({ min, desired = min, max }: AgentCapacity): readonly Problem[] {
  const all = Object.entries({ min, desired, max }).filter(([, n]) => !Token.isUnresolved(n));
  const broken = all
    .filter(([, n]) => !Number.isInteger(n) || n < 0)
    .map(([name, n]) => ({
      at: `capacity.${name}`,
      found: shown(n),
      wanted: 'a whole number from 0',
    }));
  if (broken.length > 0 || all.length < 3) return broken;
  return min <= desired && desired <= max
    ? []
    : [
        {
          at: 'capacity',
          found: `min ${min}, desired ${desired}, max ${max}`,
          wanted: 'min not above desired and desired not above max',
        },
      ];
}

function volumeProblems({ volumes = [], storage }: AgentGroupProps): readonly Problem[] {
  const taken = storage.volume === undefined ? [] : [storage.volume];
  return volumes.flatMap((volume, i): readonly Problem[] => {
    const at = `volumes[${i}]`;
    const others: readonly Pick<ExtraVolume, 'deviceName'>[] = [...taken, ...volumes.slice(0, i)];
    return [
      ...gibProblems(`${at}.size`, volume.size),
      ...(/^\/dev\/(sd|xvd)[f-p]$/.test(volume.deviceName)
        ? []
        : [
            {
              at: `${at}.deviceName`,
              found: shown(volume.deviceName),
              wanted: 'a name that EC2 leaves to volumes, /dev/sdf to /dev/sdp',
            },
          ]),
      ...(others.some((other) => other.deviceName.slice(-1) === volume.deviceName.slice(-1))
        ? [
            {
              at: `${at}.deviceName`,
              found: `${shown(volume.deviceName)}, which another volume has`,
              wanted: 'a name of its own',
            },
          ]
        : []),
    ];
  });
}

function gibProblems(at: string, given: Size | string): readonly Problem[] {
  const made = attempt(() => (typeof given === 'string' ? Size.parse(given) : given));
  if ('problems' in made) return made.problems.map((problem) => ({ ...problem, at }));
  const gib = made.value.toMebibytes() / 1024;
  return Number.isInteger(gib) && gib >= 1 && gib <= 65_536
    ? []
    : [{ at, found: made.value.toString(), wanted: 'a whole number of GiB from 1 to 65536' }];
}

function refreshProblems(percentage: number | undefined): readonly Problem[] {
  if (percentage === undefined || (Number.isInteger(percentage) && percentage >= 0 && percentage <= 100)) {
    return [];
  }
  return [
    {
      at: 'instanceRefresh.minHealthyPercentage',
      found: shown(percentage),
      wanted: 'a whole number from 0 to 100',
    },
  ];
}
