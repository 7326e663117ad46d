import { endOf } from '../mesos/behaviour';
import type { Offer } from '../mesos/cluster-props';
import type { TaskBehaviour } from '../mesos/task';
import type { Cancel } from '../timeline';
import { amongEquals } from './among-equals';
import type { App } from './app';
import type { Core } from './core';
import { type Instance, isWaiting } from './instance';
import { matchOffer, type Placed, type Reason } from './offer-match';
import { OfferStatistics } from './offer-statistics';
import { Placements } from './placements';
import { acceptedRoles, offerRole } from './roles';

/** Starts what waits as soon as an offer fits (core/launchqueue, core/launcher). */
export class Launcher {
  private planned: Cancel | undefined;
  private readonly statistics = new Map<string, OfferStatistics>();

  constructor(private readonly core: Core) {
    core.cluster.changed.add(() => this.wake());
    core.tracker.changes.add(({ before, after }) => {
      if (after && isWaiting(after) && before !== after) this.wake();
    });
  }

  /** Looks at the offers shortly, once for all who ask. */
  wake(): void {
    if (this.planned) return;
    this.planned = this.core.timeline.after(this.core.config.offerDelay, () => {
      this.planned = undefined;
      this.round();
    });
  }

  statisticsOf(appId: string): OfferStatistics {
    const known = this.statistics.get(appId) ?? new OfferStatistics();
    this.statistics.set(appId, known);
    return known;
  }

  /** What a new leader starts with. */
  reset(): void {
    this.statistics.clear();
    this.wake();
  }

  /** Forgets what was counted, when the app is gone or nothing of it waits any more. */
  resetStatistics(appId: string): void {
    this.statistics.delete(appId);
  }

  private round(): void {
    if (!this.core.leading) return;
    const waiting = this.core.tracker
      .all()
      .filter(isWaiting)
      .sort((a, b) => a.order - b.order);
    for (const appId of new Set(waiting.map((instance) => instance.appId))) {
      const app = this.core.root.apps.get(appId);
      if (!app) continue;
      const until = this.core.backoff.until(app);
      if (until > this.core.timeline.now) {
        this.core.timeline.after(until - this.core.timeline.now, () => this.wake());
      } else
        this.launch(
          app,
          amongEquals(
            this.core,
            waiting.filter((instance) => instance.appId === appId),
          ),
        );
    }
  }

  private launch(app: App, waiting: readonly Instance[]): void {
    const role = offerRole(app.definition, this.core.config);
    const statistics = this.statisticsOf(app.definition.id);
    statistics.begin();
    const placements = new Placements(this.core);
    let left = waiting;
    for (const agent of this.core.cluster.offering()) {
      // Several tasks may fit on an agent; what is left of it is another offer.
      for (let reason: Reason | undefined; reason === undefined && left[0]; ) {
        const offer = this.core.cluster.offer(agent, role);
        if (!offer) break;
        reason = this.place(left[0], { offer, placements });
        statistics.processed(reason, this.core.tracker.nowText());
        if (reason === undefined) left = left.slice(1);
      }
      if (left.length === 0) return;
    }
  }

  /** Launches on the offer, or says why not. */
  private place(
    instance: Instance,
    { offer, placements }: { readonly offer: Offer; readonly placements: Placements },
  ): Reason | undefined {
    const { core } = this;
    const app = instance.app.definition;
    const match = matchOffer({
      app,
      offer,
      accepted: acceptedRoles(app, core.config),
      homeRegion: core.cluster.config.domain?.region,
      gpuSchedulingBehavior: core.config.gpuSchedulingBehavior,
      underMaintenance: core.cluster.maintenance.isUnavailable(offer.agent),
      runningOn: (field) => placements.of(instance.app, field),
      chance: (limit) => core.random.below(limit),
    });
    if ('reason' in match) return match.reason;
    placements.add(instance.app, offer.agent);
    this.start(instance, offer, match);
    return undefined;
  }

  private start(instance: Instance, offer: Offer, match: Placed): void {
    const { core } = this;
    const app = instance.app.definition;
    const attempts = instance.attempts + 1;
    const task = {
      id: `${instance.id}._app.${attempts}`,
      agentId: offer.agent.id,
      host: offer.agent.hostname,
      ports: match.ports,
      stagedAt: core.timeline.now,
      state: 'TASK_STAGING' as const,
    };
    const { health: _health, healthy: _healthy, ...rest } = instance;
    core.tracker.put({ ...rest, condition: 'Provisioned', since: core.timeline.now, attempts, task }, true);
    core.cluster.tasks.launch({
      id: task.id,
      name: app.id.slice(1).split('/').reverse().join('.'),
      agentId: task.agentId,
      frameworkId: core.frameworkId,
      role: offerRole(app, core.config),
      portions: match.portions,
      labels: app.labels,
      behaviour: behaviourOf(instance.app),
    });
  }
}

/** README.md of the lab names the labels by which an app tells how its tasks behave. */
function behaviourOf({ definition }: App): TaskBehaviour {
  const checked = definition.healthChecks.length > 0;
  const silent = definition.labels['SIM_HEALTH'] === 'none';
  return {
    ...endOf(definition.labels),
    health: !checked ? 'none' : silent ? 'silent' : 'passes',
  };
}
