import type { Agent } from '../mesos/agent';
import type { App } from './app';
import type { Core } from './core';
import { isLaunched, isLost } from './instance';
import { fieldOf } from './offer-match';

/**
 * Where the tasks of an app are, as its constraints see it, for one round of offers. Tasks of older configurations
 * and lost ones do not count (mesos/ResourceMatcher.scala).
 */
export class Placements {
  private readonly agents = new Map<string, Agent[]>();
  private readonly values = new Map<string, string[]>();

  constructor(private readonly core: Core) {}

  /** The values of a field, one for each task. */
  of(app: App, field: string): readonly string[] {
    const key = `${app.lastConfigChangeAt} ${field}`;
    const known = this.values.get(key);
    if (known) return known;
    const values = this.agentsOf(app).flatMap((agent) => fieldOf({ agent }, field) ?? []);
    this.values.set(key, values);
    return values;
  }

  /** A task of the app was started on the agent in this round. */
  add(app: App, agent: Agent): void {
    this.agentsOf(app).push(agent);
    for (const [key, values] of this.values) {
      const field = key.slice(key.indexOf(' ') + 1);
      if (key.startsWith(`${app.lastConfigChangeAt} `))
        values.push(...[fieldOf({ agent }, field) ?? []].flat());
    }
  }

  private agentsOf(app: App): Agent[] {
    const known = this.agents.get(app.lastConfigChangeAt);
    if (known) return known;
    const agents = this.core.tracker
      .of(app.definition.id)
      .filter((one) => isLaunched(one) && !isLost(one) && one.app.version >= app.lastConfigChangeAt)
      .flatMap((one) => (one.task && this.core.cluster.byId(one.task.agentId)) ?? []);
    this.agents.set(app.lastConfigChangeAt, agents);
    return agents;
  }
}
