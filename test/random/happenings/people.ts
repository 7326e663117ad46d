import type { Plan } from '../../../src/lab/world/marathon/deployment/plan';
import { Failure } from '../../../src/lab/world/marathon/failure';
import { APP } from '../../operator/support/manifests';
import { pick } from '../chance';
import { SLOTS } from '../declared';
import type { Scene } from '../scene';
import { type By, group } from './happening';

/** A person's change of one app of the services. */
const ofOurs =
  (what: string, deed: (scene: Scene, appId: string, by: By) => Plan | undefined) =>
  (scene: Scene, by: By) => {
    const { core } = scene.world.marathon;
    const appId = pick(
      [...scene.oracle.book.owners.keys()].filter((id) => core.root.apps.has(id)),
      by[0],
    );
    if (appId === undefined) return;
    scene.oracle.excuses.person(appId);
    asPerson(scene, `${what} ${appId}`, () => deed(scene, appId, by));
  };

function asPerson(scene: Scene, what: string, work: () => Plan | undefined): void {
  if (!scene.world.marathon.core.leading) return;
  try {
    const plan = work();
    if (plan) scene.personsDeployments.add(plan.id);
    scene.tell(`a person ${what}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    scene.tell(`a person ${what}: ${error.message}`);
  }
}

export const people = group('people', {
  'person-scales': [
    3,
    ofOurs('scales', ({ world }, appId, [, place]) => {
      const { apps } = world.marathon;
      const instances = Math.max(0, apps.get(appId).definition.instances + Math.floor(place * 5) - 2);
      return apps.patch(appId, { instances }, { force: false, uri: `/v2/apps${appId}` }).plan;
    }),
  ],
  'person-changes': [
    2,
    ofOurs('changes the memory of', ({ world }, appId, [, place]) => {
      const mem = 1024 + Math.floor(place * 3) * 128;
      return world.marathon.apps.patch(appId, { mem, env: { OTHER: 'changed' } }, { force: false, uri: '' })
        .plan;
    }),
  ],
  'person-deletes': [
    1,
    ofOurs('deletes', (scene, appId) => {
      scene.oracle.excuses.end(appId);
      return scene.world.marathon.apps.delete(appId, false);
    }),
  ],
  'person-ends-deployment': [
    2,
    ofOurs('rolls back the deployment of', ({ world }, appId, [, how]) => {
      const [deployment] = world.marathon.deployments.of(appId);
      return deployment && world.marathon.deleteDeployment(deployment.plan.id, how < 0.5);
    }),
  ],
  'foreign-app': [
    2,
    (scene, [place, where, size]) => {
      const id = where < 0.5 ? '/shuffle/foreign' : '/foreign';
      const role = where < 0.5 ? { role: 'shuffle', acceptedResourceRoles: ['shuffle'] } : {};
      const port = where < 0.5 ? (pick(SLOTS, place) ?? 0) : 9000;
      const app = {
        ...APP,
        ...role,
        id,
        instances: 1 + Math.floor(size * 3),
        portDefinitions: [{ port, protocol: 'tcp' }],
      };
      asPerson(
        scene,
        `runs ${id} on port ${port}`,
        () => scene.world.marathon.apps.create(app, { force: false, uri: '/v2/apps' }).plan,
      );
    },
  ],
  'foreign-app-ends': [
    3,
    (scene, [place]) => {
      const id = pick(['/shuffle/foreign', '/foreign'], place) ?? '';
      asPerson(scene, `deletes ${id}`, () => scene.world.marathon.apps.delete(id, true));
    },
  ],
});
