import type { JsonObject } from '../world/marathon/app';
import type { Marathon } from '../world/marathon/marathon';
import type { Route } from './route';

/** Leader, info and ping. */
export function infoRoutes(marathon: Marathon): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v2\/leader$/,
      handle: () => ({ status: 200, body: { leader: leader(marathon) } }),
    },
    {
      method: 'DELETE',
      path: /^\/v2\/leader$/,
      handle: () => {
        marathon.leadership.abdicate();
        return { status: 200, body: { message: 'Leadership abdicated', details: [] } };
      },
    },
    { method: 'GET', path: /^\/v2\/info$/, handle: () => ({ status: 200, body: info(marathon) }) },
    {
      method: 'GET',
      path: /^\/ping$/,
      handle: () => ({ status: 200, body: 'pong', headers: { 'Content-Type': 'text/plain' } }),
    },
  ];
}

function leader(marathon: Marathon): string {
  return marathon.core.config.leader ?? '';
}

function info(marathon: Marathon): JsonObject {
  const { config } = marathon.core;
  return {
    name: 'marathon',
    version: config.version,
    buildref: 'lab',
    elected: true,
    leader: leader(marathon),
    frameworkId: marathon.core.frameworkId,
    marathon_config: {
      mesos_role: config.mesosRole,
      ...(marathon.release.manyRoles
        ? { new_group_enforce_role: config.newGroupEnforceRole === 'top' ? 'Top' : 'Off' }
        : {}),
      hostname: leader(marathon).split(':')[0] ?? '',
      http_port: Number(leader(marathon).split(':')[1] ?? 0),
      ha: true,
      checkpoint: true,
      framework_name: 'marathon',
      master: null,
      decline_offer_duration: 120_000,
      maintenance_mode: true,
      max_running_deployments: config.maxRunningDeployments,
      reconciliation_interval: config.reconciliationInterval,
      features: [],
    },
    zookeeper_config: {},
    http_config: { http_port: Number(leader(marathon).split(':')[1] ?? 0), https_port: 8443 },
  };
}
