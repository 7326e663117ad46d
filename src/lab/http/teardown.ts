import type { Cluster } from '../world/mesos/cluster';
import { CallError, forbidden } from './call-fields';
import type { Viewer } from './master-access';
import type { LabResponse } from './route';

/** Completes a framework and ends its tasks. @throws CallError */
export function teardown(cluster: Cluster, viewer: Viewer, id: string): LabResponse {
  const framework = cluster.frameworks.find(id);
  if (!framework || framework.completedAt !== undefined) {
    throw new CallError(400, 'No framework found with specified ID');
  }
  if (!viewer.may('teardown_frameworks')) throw forbidden();
  cluster.frameworks.complete(id);
  return { status: 200 };
}

/** The old endpoint: a form with `frameworkId`. @throws CallError */
export function teardownForm(cluster: Cluster, viewer: Viewer, body: string): LabResponse {
  const id = new URLSearchParams(body).get('frameworkId');
  if (id === null) {
    throw new CallError(400, "Missing 'frameworkId' query parameter in the request body");
  }
  return teardown(cluster, viewer, id);
}
