import { run } from './run';
import type { Script } from './script';

type Steps = readonly (readonly [string, readonly [number, number, number], number])[];

const script = (
  seed: number,
  [agents, services, operators]: readonly [number, number, number],
  steps: Steps,
): Script => ({
  seed,
  agents,
  services,
  operators,
  steps: steps.map(([does, by, pause]) => ({ do: does, by, pause })),
});

/** What runs have found, each as short as it shows. */
const CASES: readonly (readonly [string, Script])[] = [
  [
    'a clock that jumps ahead brings no deadline nearer',
    script(
      1327,
      [3, 2, 1],
      [
        ['spec-policy', [0.695627, 0.032936, 0.195204], 3],
        ['spark-starts', [0.609208, 0.283508, 0.249421], 20],
        ['agent-disconnected', [0.407825, 0.8279, 0.682746], 20],
        ['operator-starts', [0.541073, 0.376406, 0.663287], 14],
        ['spec-version', [0.507533, 0.679231, 0.324478], 1],
        ['clock-jumps', [0.068766, 0.856976, 0.693897], 19],
        ['freezes-at-write', [0.219868, 0.649014, 0.577202], 0],
        ['freezes-at-write', [0.744251, 0.997606, 0.77262], 56],
        ['agent-disconnected', [0.821832, 0.49237, 0.379006], 255],
      ],
    ),
  ],
  [
    'nor does one that is put right again',
    script(
      1643,
      [1, 1, 2],
      [
        ['spec-paused', [0.30427, 0.394412, 0.98032], 13],
        ['spec-version', [0.177588, 0.618534, 0.391755], 1],
        ['clock-jumps', [0.124261, 0.895379, 0.217535], 249],
        ['spark-starts', [0.740575, 0.751581, 0.920014], 3],
        ['spec-policy', [0.899518, 0.187995, 0.348304], 46],
        ['spec-again', [0.561924, 0.378557, 0.419066], 19],
        ['locked', [0.081995, 0.643597, 0.238847], 131],
      ],
    ),
  ],
  [
    'no slot is given up twice of a task that was lost before somebody changed the app',
    script(
      1313,
      [4, 1, 1],
      [
        ['agent-lost', [0.394982, 0.304229, 0.113285], 4],
        ['person-changes', [0.946099, 0.706848, 0.910525], 0],
        ['fault-next-write', [0.590339, 0.421916, 0.575639], 50],
        ['agent-terminated', [0.819495, 0.831773, 0.051745], 54],
        ['named-gone', [0.147487, 0.286244, 0.9877], 43],
        ['person-ends-deployment', [0.800736, 0.280691, 0.524342], 25],
        ['person-scales', [0.989501, 0.952051, 0.639433], 897],
      ],
    ),
  ],
  [
    'a lost task of an app that a person deleted is not taken for a held slot of the one that is made anew',
    script(
      35,
      [2, 1, 1],
      [
        ['person-changes', [0.042183, 0.114071, 0.519696], 188],
        ['agent-reborn', [0.167967, 0.324503, 0.931515], 36],
        ['operator-starts', [0.023593, 0.743307, 0.001577], 52],
        ['person-deletes', [0.91947, 0.355523, 0.057988], 172],
      ],
    ),
  ],
  [
    'where all masters die one after the other, who was started again leads',
    script(
      1541,
      [1, 1, 2],
      [
        ['master-killed', [0.594509, 0.234016, 0.660233], 11],
        ['master-killed', [0.837606, 0.581427, 0.246294], 805],
        ['agent-joins', [0.745927, 0.226884, 0.047643], 3],
      ],
    ),
  ],
  [
    'a drain ends although tasks are listed that were lost before a person changed the app',
    script(
      7054,
      [4, 1, 2],
      [
        ['agent-reborn', [0.343553, 0.510642, 0.854565], 42],
        ['agent-lost', [0.065123, 0.626888, 0.939034], 49],
        ['person-changes', [0.506775, 0.295351, 0.730321], 54],
        ['drain-declared', [0.092538, 0.511935, 0.449021], 3],
      ],
    ),
  ],
];

test.each(CASES)(
  '%s',
  async (_, one) => {
    const { failures } = await run(one);
    expect(failures).toEqual([]);
  },
  120_000,
);
