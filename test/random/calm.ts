import { pick } from './chance';
import type { Scene } from './scene';

/**
 * The end of everything that goes wrong: servers answer, a person undoes what would wait for ever, and an operator
 * runs. Machines that are lost may stay so, applications may run on.
 */
export function calm(scene: Scene): void {
  const { world, lab, spark } = scene;
  const { cluster, marathon } = world;
  scene.tell('everything that goes wrong ends');
  lab.faults.remove();
  scene.stateFaults.fault = undefined;
  scene.manifestFaults.fault = undefined;
  marathon.configure({ maxRunningDeployments: 100 });
  marathon.leadership.startAll();
  cluster.masters.start();
  cluster.setRecovering(false);
  for (const process of scene.processes) process.meetsNothing();
  if (scene.processes.length === 0) scene.start();
  const odd = scene.seed % 2 === 1;
  for (const { id, presence, dead } of cluster.all()) {
    if (!dead && (presence === 'recovered' || presence === 'registered' || odd))
      cluster.setReachable(id, true);
  }
  for (const { id } of cluster.tasks.all()) cluster.tasks.reportHealth(id, true);
  for (const id of ['/foreign', '/shuffle/foreign']) {
    if (marathon.core.root.apps.has(id)) marathon.apps.delete(id, true);
  }
  for (const id of scene.personsDeployments) {
    if (marathon.deployments.find(id)) marathon.deleteDeployment(id, true);
  }
  wipeWhatPersonsGaveUp(scene);
  const some = pick([true, false], (scene.seed % 7) / 7);
  for (const application of some ? spark.users() : []) spark.end(application);
  if (scene.seed % 3 === 0) spark.silent.clear();
  scene.manifests.write();
}

/** As the status asks for where it cannot tell which lost tasks hold a slot. */
function wipeWhatPersonsGaveUp({ world, oracle }: Scene): void {
  const { killing, core } = world.marathon;
  for (const appId of oracle.book.owners.keys()) {
    if (!core.root.apps.has(appId)) continue;
    for (const { task, goal, condition } of core.tracker.of(appId)) {
      if (!task || goal === 'Running' || condition !== 'Unreachable') continue;
      killing.one(appId, task.id, { scale: false, wipe: true, force: false });
    }
  }
}
