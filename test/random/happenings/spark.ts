import { pick } from '../chance';
import { group } from './happening';

export const spark = group('spark', {
  'spark-starts': [
    8,
    (scene, [service, registers, connects]) => {
      const name = pick([...scene.manifests.services.keys()], service);
      if (name === undefined) return;
      scene.spark.start(name, {
        registers: 1 + registers * 15,
        connects: connects * 40,
        place: (service * 5) % 1,
      });
    },
  ],
  'spark-ends': [
    8,
    (scene, [place]) => {
      const application = pick(scene.spark.users(), place);
      if (application) scene.spark.end(application);
    },
  ],
  'spark-grows': [
    2,
    (scene, [which, place]) => {
      const application = pick(scene.spark.users(), which);
      if (application) scene.spark.grow(application, place);
    },
  ],
  'agent-silent': [
    2,
    (scene, [place]) => {
      const agent = pick(scene.world.cluster.all(), place);
      if (!agent) return;
      scene.tell(`${agent.hostname} falls silent`);
      scene.spark.silent.add(agent.hostname);
    },
  ],
  'agent-speaks': [
    2,
    (scene, [place]) => {
      const host = pick([...scene.spark.silent], place);
      if (host === undefined) return;
      scene.tell(`${host} speaks again`);
      scene.spark.silent.delete(host);
    },
  ],
});
