import type { Json } from '../world/marathon/app';
import { absolute } from '../world/marathon/apps';
import { type Deployment, stepJson } from '../world/marathon/deployment/manager';
import { affectedApps } from '../world/marathon/deployment/plan';
import { Failure } from '../world/marathon/failure';
import { isWaiting } from '../world/marathon/instance';
import type { Marathon } from '../world/marathon/marathon';
import { isoTime } from '../world/time';
import { definitionJson } from './app-view';
import { deployed } from './marathon-apps';
import { flag, type LabResponse, type Route } from './route';

/** Deployments and the launch queue. */
export function queueRoutes(marathon: Marathon): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/v2\/deployments$/,
      handle: () => ({ status: 200, body: marathon.deployments.all().map(deploymentJson) }),
    },
    {
      method: 'DELETE',
      path: /^\/v2\/deployments\/([^/]+)$/,
      handle: ({ params, query }) => {
        const plan = marathon.deleteDeployment(params[0] ?? '', flag(query, 'force'));
        return plan ? deployed(plan) : { status: 202 };
      },
    },
    {
      method: 'GET',
      path: /^\/v2\/queue$/,
      handle: () => ({ status: 200, body: { queue: queue(marathon) } }),
    },
    {
      method: 'DELETE',
      path: /^\/v2\/queue\/(.+)\/delay$/,
      handle: ({ params }) => resetDelay(marathon, absolute(params[0] ?? '')),
    },
  ];
}

/** The one refusal that is not sent as JSON, though it is JSON. */
function resetDelay(marathon: Marathon, appId: string): LabResponse {
  try {
    marathon.resetDelay(appId);
    return { status: 204 };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const body = JSON.stringify({ message: error.message, ...error.more });
    return { status: error.status, body, headers: { 'Content-Type': 'application/octet-stream' } };
  }
}

function deploymentJson({ plan, step }: Deployment): Json {
  const actions = plan.steps[Math.max(0, step)] ?? [];
  return {
    id: plan.id,
    version: plan.version,
    affectedApps: affectedApps(plan),
    affectedPods: [],
    steps: plan.steps.map(stepJson),
    currentActions: actions.map(({ action, app }) => ({
      action,
      app: app.definition.id,
      readinessCheckResults: [],
    })),
    currentStep: Math.max(0, step) + 1,
    totalSteps: plan.steps.length,
  };
}

/** What waits for an offer, by app; a task that was only just launched is still counted. */
function queue(marathon: Marathon): readonly Json[] {
  const { core, launcher } = marathon;
  return [...core.root.apps.values()].flatMap((app): Json[] => {
    const waiting = core.tracker
      .of(app.definition.id)
      .filter((one) => isWaiting(one) || one.condition === 'Provisioned');
    if (waiting.length === 0) return [];
    const left = core.backoff.until(app) - core.timeline.now;
    const statistics = launcher.statisticsOf(app.definition.id);
    return [
      {
        count: waiting.length,
        ...(app.definition.role === undefined ? {} : { role: app.definition.role }),
        delay: { timeLeftSeconds: Math.max(0, Math.ceil(left / 1000)), overdue: left <= 0 },
        since: isoTime(Math.min(...waiting.map((one) => one.since))),
        processedOffersSummary: {
          processedOffersCount: statistics.processedCount,
          unusedOffersCount: statistics.unusedCount,
          lastUnusedOfferAt: statistics.lastUnusedAt ?? null,
          lastUsedOfferAt: statistics.lastUsedAt ?? null,
          rejectSummaryLastOffers: statistics.lastOffers.map((count) => ({ ...count })),
          rejectSummaryLaunchAttempt: statistics.launchAttempt.map((count) => ({ ...count })),
        },
        app: definitionJson(app),
      },
    ];
  });
}
