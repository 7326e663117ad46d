import { pick } from '../chance';
import type { Fate } from '../operator-process';
import type { Scene } from '../scene';
import { type By, group } from './happening';

const MOST = 2;

const meets =
  (is: Fate['is'], writesOnly: boolean, most: number) =>
  (scene: Scene, [place, at, seconds]: By) => {
    const process = pick(scene.processes, place);
    if (!process) return;
    const fate = {
      is,
      writesOnly,
      at: 1 + Math.floor(at * most),
      seconds: Math.round(2 + seconds * seconds * 150),
    };
    process.meets(fate);
    scene.tell(`${process.holder} is to meet ${JSON.stringify(fate)}`);
  };

export const operators = group('operators', {
  'dies-before-write': [3, meets('dies-before', true, 6)],
  'dies-after-write': [3, meets('dies-after', true, 6)],
  freezes: [4, meets('freezes', false, 60)],
  'freezes-at-write': [3, meets('freezes', true, 5)],
  'operator-starts': [
    7,
    (scene) => {
      if (scene.processes.length < MOST) scene.start();
    },
  ],
  'operator-killed': [1, (scene, [place]) => pick(scene.processes, place)?.die()],
  'operator-stopped': [
    1,
    (scene, [place]) => {
      const process = pick(scene.processes, place);
      if (process && !process.isFrozen) scene.stop(process);
    },
  ],
  'clock-jumps': [
    3,
    (scene, [place, size, back]) => {
      const process = pick(scene.processes, place);
      if (!process) return;
      const seconds = Math.round((back < 0.4 ? -1 : 1) * 10 ** (1 + size * 4));
      process.skew += seconds * 1000;
      scene.tell(`the clock of ${process.holder} jumps by ${seconds} s`);
    },
  ],
});
