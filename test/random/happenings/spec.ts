import { pick } from '../chance';
import { type Declared, SLOTS, VERSIONS } from '../declared';
import type { Scene } from '../scene';
import { type By, group } from './happening';

const SLOT_SETS = [SLOTS, SLOTS, [7337, 7338], [7338, 7339], [7337]];

/** Changes one service's manifest and writes all of them. */
const change =
  (what: string, deed: (declared: Declared, by: By, scene: Scene) => string | undefined) =>
  (scene: Scene, by: By) => {
    const [name, declared] = pick([...scene.manifests.services], by[0]) ?? [];
    if (name === undefined || !declared) return;
    const how = deed(declared, [by[1], by[2], by[0]], scene);
    if (how === undefined) return;
    scene.tell(`the manifest of ${name}: ${what} ${how}`);
    scene.manifests.write();
  };

const yes = (value: number) => value < 0.4;

export const spec = group('spec', {
  'spec-version': [
    8,
    change('version', (declared, [place]) => {
      declared.version = pick(VERSIONS, place) ?? declared.version;
      return declared.version;
    }),
  ],
  'spec-port': [
    3,
    change('port', (declared, [place, free]) => {
      declared.port = free < 0.5 ? undefined : pick(declared.slots, place);
      return `${declared.port}`;
    }),
  ],
  'spec-slots': [
    2,
    change('slots', (declared, [place]) => {
      declared.slots = pick(SLOT_SETS, place) ?? SLOTS;
      if (declared.port !== undefined && !declared.slots.includes(declared.port)) declared.port = undefined;
      return declared.slots.join();
    }),
  ],
  'spec-in-place': [
    2,
    change('in place', (declared, [place]) => {
      declared.inPlace = yes(place);
      return `${declared.inPlace}`;
    }),
  ],
  'spec-policy': [
    2,
    change('proceed', (declared, [place]) => {
      declared.proceed = yes(place);
      return `${declared.proceed}`;
    }),
  ],
  'spec-paused': [
    2,
    change('paused', (declared, [place]) => {
      declared.paused = yes(place);
      return `${declared.paused}`;
    }),
  ],
  'spec-omitted': [
    1,
    change('omitted', (declared, [place]) => {
      declared.omitted = yes(place);
      return `${declared.omitted}`;
    }),
  ],
  'spec-again': [
    3,
    change('as usual', (declared) => {
      declared.omitted = false;
      declared.paused = false;
      return '';
    }),
  ],
  'manifest-torn': [
    1,
    (scene, [place, which]) => {
      const name = pick([...scene.manifests.services.keys()], place);
      if (name === undefined) return;
      scene.tell(`the ${which < 0.5 ? 'index' : `manifest of ${name}`} is torn`);
      if (which < 0.5) scene.manifests.tearIndex();
      else scene.manifests.tear(name);
    },
  ],
  'second-service': [
    1,
    (scene) => {
      scene.tell('a second service is declared');
      scene.manifests.add('spark-3');
      scene.manifests.write();
    },
  ],
  'named-gone': [
    4,
    change('gone', (declared, [place, clear], scene) => {
      if (clear < 0.25) {
        declared.gone.clear();
        return 'nobody';
      }
      const away = scene.world.cluster.all().filter(({ presence }) => presence === 'unreachable');
      const agent = pick(away, place);
      if (!agent) return undefined;
      declared.gone.add(agent.hostname);
      return [...declared.gone].join();
    }),
  ],
});
