import { Memory } from '../../../../src/operator/engine/memory';
import { forgetOthers, quietSeconds } from '../../../../src/operator/kinds/marathon-app/quiet';
import { VirtualClock } from '../../support/virtual-clock';
import { deployed, manifest, tasks } from './support';

const web = manifest();
const scaling = {
  id: 'd1',
  since: '',
  apps: ['/web'],
  actions: [{ action: 'ScaleApplication', app: '/web' }],
};
const updating = { ...scaling, actions: [{ action: 'RestartApplication', app: '/web' }] };
const running = (count: number, prefix = 't') =>
  deployed(web, { tasks: tasks(count).map((task, i) => ({ ...task, id: `${prefix}${i}` })) });

let clock: VirtualClock;
let world: { readonly clock: VirtualClock; readonly memory: Memory };
beforeEach(() => {
  clock = new VirtualClock();
  world = { clock, memory: new Memory() };
});

/** What is said at each look, a hundred seconds apart. */
async function looks(deployment: typeof scaling, ...apps: readonly ReturnType<typeof running>[]) {
  const said: number[] = [];
  for (const app of apps) {
    said.push(quietSeconds(world, 'web', { deployment, app }));
    await clock.run(100, 0);
  }
  return said;
}

test('counts from the last progress', async () => {
  expect(await looks(scaling, running(1), running(1), running(2), running(2), running(2))).toEqual([
    0, 100, 0, 100, 200,
  ]);
});

test('a task that starts and fails again and again is no progress', async () => {
  expect(await looks(scaling, running(1), running(0), running(1, 'x'), running(0), running(1, 'y'))).toEqual([
    0, 100, 200, 300, 400,
  ]);
});

test('in an update each task that is replaced is progress', async () => {
  expect(await looks(updating, running(2), running(2, 'x'), running(2, 'x'))).toEqual([0, 0, 100]);
});

test('a clock of the wall that jumps changes nothing, and what is over is forgotten', async () => {
  await looks(scaling, running(1));
  expect(quietSeconds(world, 'web', { deployment: scaling, app: running(1) })).toBe(100);
  expect(quietSeconds(world, 'shop', { deployment: scaling, app: running(1) })).toBe(0);
  forgetOthers(world, 'shop', []);
  expect(quietSeconds(world, 'web', { deployment: scaling, app: running(1) })).toBe(100);
  forgetOthers(world, 'web', ['d2']);
  expect(quietSeconds(world, 'web', { deployment: scaling, app: running(1) })).toBe(0);
  expect(quietSeconds({ clock, memory: new Memory() }, 'web', { deployment: scaling, app: running(1) })).toBe(
    0,
  );
});
