import { pick } from '../chance';
import { group } from './happening';

export const drains = group('drains', {
  'drain-declared': [
    5,
    (scene, [place, how, deadline]) => {
      const { world, manifests } = scene;
      const listed = world.cluster
        .all()
        .filter(({ presence }) => ['registered', 'recovered'].includes(presence));
      const agent = pick(listed, place);
      if (!agent || manifests.drains.size >= 4) return;
      const name = `d${(manifests.drains.size + manifests.deletedDrains.size) % 5}`;
      if (manifests.drains.has(name)) return;
      const declared = {
        agent: how < 0.7 ? agent.hostname : agent.id,
        deadlineSeconds: deadline < 0.4 ? Math.floor(deadline * 1000) : undefined,
        markGone: how < 0.25,
      };
      scene.tell(`${agent.hostname} (${agent.id.slice(-3)}) is to go: ${name} ${JSON.stringify(declared)}`);
      manifests.drain(name, declared);
      manifests.write();
    },
  ],
  'drain-deleted': [
    5,
    (scene, [place]) => {
      const name = pick([...scene.manifests.drains.keys()], place);
      if (name === undefined) return;
      scene.tell(`the drain ${name} is deleted`);
      scene.manifests.deleteDrain(name);
      scene.manifests.write();
    },
  ],
});
