import type { JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import type { Portion } from '../world/mesos/portions';
import type { Viewer } from './master-access';
import { agentsIn } from './master-view';
import { distinctQuantitiesJson, ofRole, quantitiesJson, reservedRoles } from './mesos-resources';

/** Roles that have a reservation or a framework, sorted by name. */
function rolesIn(cluster: Cluster, viewer: Viewer): readonly string[] {
  const reserved = agentsIn(cluster, 'registered').flatMap(({ resources }) => reservedRoles(resources));
  const subscribed = cluster.frameworks.all().flatMap(({ roles }) => roles);
  return [...new Set([...reserved, ...subscribed])].sort().filter(viewer.seesRole);
}

/** GET_ROLES. */
export function getRolesJson(cluster: Cluster, viewer: Viewer): JsonObject {
  return {
    roles: rolesIn(cluster, viewer).map((name) => {
      const frameworks = frameworksWith(cluster, name);
      return {
        name,
        weight: 1,
        ...(frameworks.length > 0 ? { frameworks: frameworks.map((value) => ({ value })) } : {}),
      };
    }),
  };
}

/** `/roles`. */
export function rolesJson(cluster: Cluster, viewer: Viewer): JsonObject {
  return { roles: rolesIn(cluster, viewer).map((name) => roleJson(cluster, name)) };
}

function roleJson(cluster: Cluster, name: string): JsonObject {
  const reserved = agentsIn(cluster, 'registered').flatMap(({ resources }) => ofRole(resources, name));
  const used = cluster.tasks
    .all()
    .filter(({ role }) => role === name)
    .flatMap(({ portions }) => portions);
  const offered = cluster.frameworks
    .all()
    .flatMap(({ id }) => cluster.offers.of(id))
    .filter(({ role }) => role === name)
    .flatMap(({ portions }) => portions);
  const consumed: readonly Portion[] = [...reserved, ...used.filter(({ role }) => role === '*')];
  return {
    name,
    weight: 1,
    quota: { role: name, guarantee: {}, limit: {}, consumed: quantitiesJson(consumed) },
    resources: distinctQuantitiesJson([...used, ...offered]),
    allocated: distinctQuantitiesJson(used),
    offered: distinctQuantitiesJson(offered),
    reserved: quantitiesJson(reserved),
    frameworks: [...frameworksWith(cluster, name)],
  };
}

function frameworksWith(cluster: Cluster, role: string): readonly string[] {
  return cluster.frameworks
    .all()
    .filter(({ roles }) => roles.includes(role))
    .map(({ id }) => id);
}
