import { CHECK_GROUPS, CHECKS } from '../../../src/domain/doctor/catalogue';
import { type Check, check } from '../../../src/domain/doctor/check';
import { examine } from '../../../src/domain/doctor/examine';
import type { Observations, Part, Reading } from '../../../src/domain/doctor/parts';

const PARTS: readonly Part[] = [
  ...([
    'agents',
    'flags',
    'frameworks',
    'marathon',
    'leader',
    'apps',
    'queue',
    'deployments',
    'groups',
  ] as const),
  ...(['manifests', 'statuses', 'lease', 'endpoints', 'settings', 'health', 'agentFiles'] as const),
];

/** Nothing is known but what is given. */
function only(known: Partial<{ [P in Part]: Reading<never> | Observations[P] }>): Observations {
  const none = Object.fromEntries(PARTS.map((part) => [part, { is: 'unasked', because: `no ${part}` }]));
  return { ...none, ...known } as unknown as Observations;
}

const spot = { where: 'here', found: 'a', wanted: 'b', fix: 'c' };

const toy = (id: string, severity: Check['severity'], needs: readonly Part[] = []): Check =>
  check({ id, severity, title: id, why: id, needs, look: () => [{ ...spot, where: id }] });

test('errors come first, then warnings, then notes, each in the order of the catalogue', () => {
  const checks = [toy('N', 'note'), toy('E1', 'error'), toy('W', 'warning'), toy('E2', 'error')];
  const { findings, looked } = examine(checks, only({}));
  expect(findings.map(({ where }) => where)).toEqual(['E1', 'E2', 'W', 'N']);
  expect(looked).toBe(4);
});

test('what is not known passes no check: it is said, with the checks that say nothing', () => {
  const checks = [
    toy('A', 'error', ['apps']),
    toy('B', 'error', ['apps', 'lease']),
    toy('C', 'error', ['lease']),
  ];
  const lease = { is: 'known', value: { renewed: true, seconds: 30 } } as const;
  expect(examine(checks, only({ lease, apps: { is: 'unread', because: 'down' } }))).toEqual({
    findings: [expect.objectContaining({ where: 'C' })],
    unchecked: [{ part: 'apps', failed: true, because: 'down', checks: ['A', 'B'] }],
    looked: 1,
  });
});

test('what is known in part is looked at, and what is missing of it is said', () => {
  const health = { is: 'known', value: [], lacking: 'one is silent' } as const;
  const { findings, unchecked } = examine([toy('H', 'error', ['health'])], only({ health }));
  expect(findings).toHaveLength(1);
  expect(unchecked).toEqual([{ part: 'health', failed: false, because: 'one is silent', checks: ['H'] }]);
});

test('a part that nobody needs is not missed', () => {
  expect(examine([toy('A', 'note')], only({})).unchecked).toEqual([]);
});

test('nothing known is nothing found, and every check is named as one that could not look', () => {
  const { findings, unchecked, looked } = examine(CHECKS, only({}));
  expect({ findings, looked }).toEqual({ findings: [], looked: 0 });
  const named = new Set(unchecked.flatMap((one) => one.checks));
  expect([...named].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

describe('the catalogue', () => {
  test('has more than thirty checks, each with its own name, by which a program can match it', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(80);
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(ids.length);
    expect(ids.filter((id) => !/^([A-Z][a-z]+)+$/.test(id))).toEqual([]);
  });

  test('says of each what is wrong and why, and needs something that can be known', () => {
    for (const { title, why, needs } of CHECKS) {
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why).toMatch(/^[\S].*\.$/);
      expect(needs.length).toBeGreaterThan(0);
      expect(PARTS).toEqual(expect.arrayContaining([...needs]));
    }
  });

  test('has a title for each group', () => {
    expect(CHECK_GROUPS.map(({ title }) => title)).toHaveLength(
      new Set(CHECK_GROUPS.map(({ title }) => title)).size,
    );
  });
});
