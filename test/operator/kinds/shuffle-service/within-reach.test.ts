import { Memory } from '../../../../src/operator/engine/memory';
import { countTasks } from '../../../../src/operator/kinds/shuffle-service/count';
import type { AppSight } from '../../../../src/operator/kinds/shuffle-service/model';
import { settleReleases } from '../../../../src/operator/kinds/shuffle-service/releases';
import { withinReachMillis } from '../../../../src/operator/kinds/shuffle-service/within-reach';
import { agent, app, lost, task, view } from '../../support/agents';
import { VirtualClock } from '../../support/virtual-clock';

/** One instance fewer than tasks: a1 or a3 is to end, or the lost a2 was given up. */
const marathon = app(2, [task('a1'), task('a3'), lost('a2')]);
const tasks = countTasks(marathon, { queued: 0, queueSteady: true }, { releases: [] });
const sights = [{ tasks }] as unknown as readonly AppSight[];

test('rule 3: a lost task is believed given up only once what runs beside it would have ended if it were to', () => {
  const found = (settled: boolean) =>
    settleReleases([], marathon, { tasks, now: '2026-01-01T00:00:00.000Z', settled }).map(({ host }) => host);
  expect(found(false)).toEqual([]);
  expect(found(true)).toEqual(['a2']);
});

test('time is counted while every agent with a task is there, and begins anew where one was away', async () => {
  const clock = new VirtualClock();
  const world = { clock, memory: new Memory() };
  const all = view([agent('a1'), agent('a3')]);
  const said: number[] = [];
  for (const seen of [
    all,
    all,
    view([agent('a1'), agent('a3', { active: false })]),
    all,
    view([agent('a1'), agent('a3', { active: false, deactivated: true })]),
    view([agent('a1'), agent('a3')], { recovered: [{ id: 'id-a2', hostname: 'a2' }] }),
    view([agent('a1')]),
    all,
  ]) {
    said.push(withinReachMillis(world, 's', { view: seen, sights }));
    await clock.run(10, 0);
  }
  expect(said).toEqual([0, 10_000, 0, 0, 10_000, 0, 0, 0]);
});
