import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { JanitorRoom } from './janitor-room';

const COMMANDS = 'awk cat cut date df find findmnt flock grep mkdir mv rm sed sort stat tail tr'.split(' ');

/** Each command of the janitor counts itself, and the one with that number ends all processes, as a power failure does. */
function powerFails(room: JanitorRoom, number: number): void {
  for (const command of COMMANDS) {
    const lines = `real=$(PATH=\${PATH#*:}; command -v ${command})
printf . >>'${room.root}/.count'; [ "$(wc -c <'${room.root}/.count')" -ne ${number} ] || kill -9 -1
exec "$real" "$@"`;
    room.write(`/.bin/${command}`, `#!/bin/sh\n${lines}\n`);
  }
}

function powerReturns(room: JanitorRoom): void {
  for (const command of COMMANDS) rmSync(path.join(room.root, '.bin', command));
}

test('a power failure at any of its commands loses nothing, and the next run does the rest', () => {
  let ended = false;
  // Every other one: each halves' commands run beside the other's, so their order differs anyhow.
  for (let number = 2; !ended; number += 2) {
    const room = new JanitorRoom();
    try {
      for (const name of ['blockmgr-dead', 'spark-dead']) room.tree(name);
      for (const name of ['blockmgr-live', 'spark-live']) room.tree(name, 23);
      powerFails(room, number);
      const chmod = `chmod 755 '${room.root}'/.bin/*`;
      ended = room.run('', { before: chmod }).status === 0;
      powerReturns(room);
      const live = (name: string) => readdirSync(path.join(room.shared, name)).sort();
      expect([number, live('blockmgr-live'), live('spark-live')]).toEqual([
        number,
        ['00', '3f'],
        ['00', '3f'],
      ]);

      const { status, stderr } = room.run();
      expect({ number, status, stderr }).toEqual({ number, status: 0, stderr: '' });
      expect(room.names()).toEqual(['blockmgr-live', 'spark-live']);
      const total = Number(/_REMOVED_TOTAL=(\d+)/.exec(room.read('/var/lib/mesos-spark/janitor'))?.[1]);
      // Twice where it failed after the figures were written and before they were crossed off.
      expect({ number, counted: total === 2 || total === 4 }).toEqual({ number, counted: true });
    } finally {
      room.remove();
    }
  }
}, 600_000);
