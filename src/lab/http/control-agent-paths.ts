import type { Hono } from 'hono';
import { type Agent, isActive } from '../world/mesos/agent';
import { authorized } from '../world/mesos/authorizer';
import type { Cluster } from '../world/mesos/cluster';
import type { NewAgent } from '../world/mesos/cluster-props';
import { includes, less, plus } from '../world/mesos/portions';
import { unreservedForm } from '../world/mesos/reservations';
import { resourcesText } from '../world/mesos/resources-text';
import type { World } from '../world/world';
import { readAgent } from './control-agents';
import { absent, reader } from './control-context';

export function agentPaths(app: Hono, world: World): void {
  const { cluster, machine } = world;
  app.get('/agents', (context) => context.json({ agents: cluster.all().map(agentView) }));
  app.post('/agents', async (context) => {
    const body = await reader(context);
    const keepsWorkDir = body.truth('keepsWorkDir') ?? false;
    const keepsId = body.truth('keepsId') ?? false;
    const described = readAgent(body, machine);
    const agent = described && { ...(described.port === undefined ? world.agentPlace() : {}), ...described };
    if (!agent) return context.body(null, 400);
    const present = cluster.find(agent.hostname);
    if (present?.presence === 'registered' && present.connected) {
      const message = `${agent.hostname} is there already; DELETE it, or PATCH it to {"active": false} first`;
      return context.json({ message }, 409);
    }
    const checkpointed =
      keepsWorkDir || keepsId
        ? (present?.resources ?? []).filter(({ dynamic }) => dynamic !== undefined)
        : [];
    const refusal = refused(cluster, { ...agent, checkpointed });
    if (refusal) return context.json({ message: refusal.message }, refusal.status);
    const started =
      keepsId && present
        ? startedAgain(cluster, present, { ...agent, checkpointed })
        : cluster.add({ ...agent, checkpointed });
    return context.json(agentView(started), 201);
  });
  app.patch('/agents/:hostname', async (context) => {
    const body = await reader(context);
    const active = body.truth('active');
    const deactivated = body.truth('deactivated');
    const reachable = body.truth('reachable');
    const registered = body.truth('registered');
    body.finish();
    const agent = cluster.find(context.req.param('hostname'));
    if (!agent) return absent(context, `agent ${context.req.param('hostname')}`);
    if (deactivated !== undefined) cluster.setDeactivated(agent.id, deactivated);
    if (registered === false) cluster.unregister(agent.id);
    if (registered === true) cluster.setReachable(agent.id, true);
    if (reachable !== undefined) cluster.setReachable(agent.id, reachable);
    if (active !== undefined) cluster.setConnected(agent.id, active);
    return context.json(agentView(cluster.byId(agent.id) ?? agent));
  });
  app.delete('/agents/:hostname', (context) => {
    const agent = cluster.find(context.req.param('hostname'));
    if (!agent) return absent(context, `agent ${context.req.param('hostname')}`);
    cluster.remove(agent.id);
    return context.json(agentView(cluster.byId(agent.id) ?? agent));
  });
}

/** With other flags under the same id: the lab takes it that the agent's reconfiguration policy allows them. */
function startedAgain(
  cluster: Cluster,
  present: Agent,
  { resources: flags, attributes, checkpointed = [] }: NewAgent,
): Agent {
  const resources = plus(less(flags, checkpointed.map(unreservedForm)), checkpointed);
  cluster.change(present.id, { flags, resources, attributes });
  cluster.setConnected(present.id, true);
  cluster.setReachable(present.id, true);
  return cluster.byId(present.id) ?? present;
}

/** Why the agent ends, or is not let in, in the words of Mesos. */
function refused(
  { config, maintenance }: Cluster,
  { hostname, port = 5051, resources, checkpointed = [] }: NewAgent,
): { readonly status: 403 | 409; readonly message: string } | undefined {
  const roles = new Set(resources.map(({ role }) => role).filter((role) => role !== '*'));
  // The agents of the lab have no principal.
  const nobody = (role: string) => ({ principal: undefined, object: role });
  if ([...roles].some((role) => !authorized(config.acls, 'reserve_resources', nobody(role)))) {
    const message =
      `Refusing registration of agent at slave(1)@127.0.0.1:${port} (${hostname}): Not authorized to register ` +
      `agent providing resources '${resourcesText(resources)}' without a principal`;
    return { status: 403, message };
  }
  if (maintenance.isHostDown(hostname)) {
    return { status: 403, message: `Refusing registration of agent: machine '${hostname}' is DOWN` };
  }
  if (includes(resources, checkpointed.map(unreservedForm))) return undefined;
  const message =
    `EXIT with status 1: Failed to perform recovery: Checkpointed resources ${resourcesText(checkpointed)} are ` +
    `incompatible with agent resources ${resourcesText(resources)}`;
  return { status: 409, message };
}

export function agentView(agent: Agent) {
  const { id, hostname, presence, deactivated } = agent;
  return { id, hostname, presence, active: isActive(agent), deactivated, gone: agent.dead };
}
