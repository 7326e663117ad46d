import { readFileSync, utimesSync } from 'node:fs';
import { JanitorRoom } from './janitor-room';

let room: JanitorRoom;
beforeEach(() => {
  room = new JanitorRoom();
});
afterEach(() => room.remove());

const CLOCK = '/run/mesos-spark/janitor.clock';
const now = () => Math.floor(Date.now() / 1000);
/** When the machine booted, by the clock as it stands. */
const booted = () => now() - Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
const remembered = (boot: number, since: number) => room.write(CLOCK, `${boot} ${since}\n`);

test('a directory of the future stays until it has come, and that is said', () => {
  const ahead = Date.now() / 1000 + 365 * 86_400;
  utimesSync(room.tree('blockmgr-1'), ahead, ahead);
  room.tree('blockmgr-2');
  expect(room.run('--dry-run').reasons['blockmgr-1']).toBe('stays: its time is in the future');
  const { status, stderr } = room.run();
  expect({ status, names: room.names() }).toEqual({ status: 0, names: ['blockmgr-1'] });
  expect(stderr).toBe(
    'found 1 of the future, as blockmgr-1: they stay until it has come; touch what nobody uses\n',
  );
});

test.each([
  ['put forward', -6 * 365 * 86_400],
  ['put back', 86_400],
])('where the clock was %s nothing that is older goes before its limit has passed since', (_, before) => {
  room.tree('blockmgr-1', 100);
  remembered(booted() + before, 0);
  expect(room.run('--dry-run').reasons).toEqual({ 'blockmgr-1': 'stays: the clock was set since' });
  const began = now();
  const { status, stderr } = room.run();
  expect({ status, names: room.names() }).toEqual({ status: 0, names: ['blockmgr-1'] });
  expect(stderr).toMatch(/the clock was set by -?\d+ s: whatever is older counts as used now/);
  expect(Number(room.read(CLOCK).split(' ')[1])).toBeGreaterThanOrEqual(began);
  // The next run does not start anew, and a day later it is gone.
  expect(room.run()).toMatchObject({ status: 0, stderr: '' });
  expect(room.names()).toEqual(['blockmgr-1']);
  remembered(booted(), now() - 86_401);
  room.run();
  expect(room.names()).toEqual([]);
});

test('a clock that is corrected by less than a minute changes nothing', () => {
  room.tree('blockmgr-1');
  remembered(booted() - 50, 0);
  expect(room.run()).toMatchObject({ status: 0, stderr: '' });
  expect(room.names()).toEqual([]);
});
