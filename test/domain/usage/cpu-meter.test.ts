import { type AgentReading, type CpuMeter, cpuRound, NEW_METER } from '../../../src/domain/usage/cpu-meter';

/** `[id, cpu seconds]` of containers of `spark`, or with another framework behind. */
type Told = readonly (readonly [id: string, seconds: number | undefined, frameworkId?: string])[];

/** Minute by minute, what each agent tells; what is not there does not answer. */
function run(
  minutes: readonly Readonly<Record<string, Told>>[],
  frameworks: readonly string[] = ['spark'],
): readonly {
  readonly total: number | undefined;
  readonly used: number | undefined;
  readonly measured: number;
}[] {
  let meter: CpuMeter = NEW_METER;
  return minutes.map((agents, minute) => {
    const now = minute * 60_000;
    const readings = Object.entries(agents).map(
      ([agentId, told]): AgentReading => ({
        agentId,
        atMillis: now,
        containers: told.map(([id, cpuSeconds, frameworkId = 'spark']) => ({
          id,
          frameworkId,
          ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
        })),
      }),
    );
    const round = cpuRound(meter, { readings, frameworks, now });
    meter = round.meter;
    return {
      total: meter.totals.get('spark')?.value,
      used: round.used.get('spark'),
      measured: round.measured.size,
    };
  });
}

const NOT_MEASURED = { total: 0, used: undefined, measured: 0 };

describe('cpu seconds of containers, added up by framework', () => {
  test('the first reading only says from where to count', () => {
    expect(run([{ a: [['c1', 5000]] }, { a: [['c1', 5090]] }])).toEqual([
      NOT_MEASURED,
      { total: 90, used: 1.5, measured: 1 },
    ]);
  });

  test.each<[string, Readonly<Record<string, Told>>, number]>([
    [
      'a container that began since counts whole',
      {
        a: [
          ['c1', 160],
          ['c2', 30],
        ],
      },
      90,
    ],
    ['one that ended takes nothing back', { a: [['c2', 30]] }, 30],
    ['one of which less is told than before began at 0 again', { a: [['c1', 12]] }, 12],
    ['one of which nothing is told counts later', { a: [['c1', undefined]] }, 0],
    [
      'what others used is theirs',
      {
        a: [
          ['c1', 160],
          ['m1', 999, 'marathon'],
        ],
      },
      60,
    ],
  ])('%s', (_, second, total) => {
    const [, after] = run([{ a: [['c1', 100]] }, second]);
    expect(after).toEqual({ total, used: total / 60, measured: 1 });
  });

  test('nothing that was not told once is lost, and nothing counts twice', () => {
    const told = [{ a: [['c1', 100]] }, { a: [['c1', undefined]] }, { a: [['c1', 190]] }] as const;
    expect(run(told).map(({ total }) => total)).toEqual([0, 0, 90]);
    const never = [{ a: [['c1', undefined]] }, { a: [['c1', 5000]] }, { a: [['c1', 5060]] }] as const;
    expect(run(never).map(({ total }) => total)).toEqual([0, 0, 60]);
  });

  test('an agent that was away is measured over the whole time', () => {
    expect(
      run([
        { a: [['c1', 100]] },
        {},
        {},
        {
          a: [
            ['c1', 280],
            ['c2', 90],
          ],
        },
      ]),
    ).toEqual([NOT_MEASURED, NOT_MEASURED, NOT_MEASURED, { total: 270, used: 1.5, measured: 1 }]);
  });

  test('a new agent is one from where to count, whoever else was read before', () => {
    const [, second, third] = run([
      { a: [['c1', 0]] },
      { a: [['c1', 60]], b: [['c2', 7000]] },
      { a: [['c1', 120]], b: [['c2', 7120]] },
    ]);
    expect(second).toMatchObject({ total: 60, used: 1 });
    expect(third).toMatchObject({ total: 240, used: 3 });
  });

  test('a framework that is away goes on where it was, and a day later it is forgotten', () => {
    const first = cpuRound(NEW_METER, { readings: [reading(0, 0)], frameworks: ['spark'], now: 0 });
    const second = cpuRound(first.meter, { readings: [reading(60, 30)], frameworks: ['spark'], now: 60_000 });
    const away = cpuRound(second.meter, { readings: [], frameworks: [], now: 120_000 });
    const back = cpuRound(away.meter, { readings: [], frameworks: ['spark'], now: 180_000 });
    expect(back.meter.totals.get('spark')?.value).toBe(30);
    const late = cpuRound(away.meter, { readings: [], frameworks: ['spark'], now: 60_000 + 25 * 3_600_000 });
    expect(late.meter.totals.get('spark')?.value).toBe(0);
    expect(late.meter.agents.size).toBe(0);
  });
});

function reading(seconds: number, cpuSeconds: number): AgentReading {
  return {
    agentId: 'a',
    atMillis: seconds * 1000,
    containers: [{ id: 'c', frameworkId: 'spark', cpuSeconds }],
  };
}
