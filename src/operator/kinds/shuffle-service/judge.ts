import { problemText } from '../../../domain/core/problem';
import { differencesText } from '../../../domain/marathon/difference-text';
import type { AgentTable, ConditionState, KindStatus, ShuffleServiceManifest } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import { slotsUnclear } from './cover';
import { removalUnclear } from './drained';
import { drift, rewrittenRole } from './drift';
import { blindness } from './eligibility';
import { type AppSight, isRunning, type Observed, sightsOf } from './model';
import { addressOf } from './own-marathon';
import { pictureOf } from './picture';
import { coveredHosts } from './publish';
import { releaseUnclear } from './releases';
import { type AgentRows, agentRows } from './table';
import { say, upToDate } from './up-to-date';
import { useOf } from './use';

/** What the observation means for people: pure, like the plan, and from the same counts. */
export function judge(manifest: ShuffleServiceManifest, o: Observed): Judgement {
  const counted = rowsOf(o);
  const table = counted?.table;
  const conditions = [
    observed(manifest, o),
    deployed(manifest, o),
    covered(o, table),
    published(o),
    upToDate(manifest, o),
  ];
  const port = o.active?.placed.port ?? 0;
  const lost = table && table.lost > 0 ? `; ${table.lost} lost agents keep their slots` : '';
  const older = o.retiring.length > 0 ? `; ${o.retiring.length} older versions may still be in use` : '';
  return {
    conditions,
    summary: `${table?.covered ?? 0} of ${table?.eligible ?? 0} agents run the shuffle service on port ${port}${lost}${older}`,
    status: statusOf(manifest, o, table),
    picture: () => pictureOf(o, { rows: counted?.rows ?? [], retiring: retiringOf(manifest, o) }),
  };
}

function statusOf(manifest: ShuffleServiceManifest, o: Observed, table: AgentTable | undefined): KindStatus {
  const { active, green } = o;
  const marathon = addressOf(o.state?.value, manifest.spec.marathon);
  return {
    deletionPolicy: manifest.spec.deletionPolicy,
    ...(marathon === undefined ? {} : { marathon }),
    ...(active?.revision
      ? {
          activeRevision: {
            id: active.revision.id,
            appId: active.placed.appId,
            port: active.placed.port,
            sparkVersion: active.revision.sparkVersion,
          },
        }
      : {}),
    ...(table ? { agents: table } : {}),
    ...(green ? { rollout: rolloutOf(green) } : {}),
    ...(o.retiring.length > 0 ? { retiring: retiringOf(manifest, o) } : {}),
  };
}

function rolloutOf({ placed, app, tasks, agents }: AppSight): NonNullable<KindStatus['rollout']> {
  const { appId, port } = placed;
  const covered = app && agents ? coveredHosts(app, tasks, agents).length : 0;
  return { appId, port, covered, eligible: agents?.eligible.length ?? 0 };
}

export function retiringOf(
  { spec }: { readonly spec: Pick<ShuffleServiceManifest['spec'], 'upgrade'> },
  o: Observed,
): NonNullable<KindStatus['retiring']> {
  return o.retiring.map((sight) => {
    const { appId, port, use: record } = sight.placed;
    const use = useOf({ sight, record, policy: spec.upgrade, o });
    const because = use.is === 'unused' ? 'nobody uses it any more' : use.because;
    return { appId, port, since: record.since, because };
  });
}

function rowsOf({ active, machines }: Observed): AgentRows | undefined {
  if (!active?.app || !active.agents) return undefined;
  const { app, tasks, agents } = active;
  return agentRows(app, { tasks, agents, fates: machines?.fates });
}

function observed(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const { view } = o;
  const blind = blindness(view, o.active?.revision?.role ?? manifest.spec.role);
  if (blind) return say('Observed', 'False', blind.reason, blind.message);
  const recovered = view.is === 'known' ? view.recovered.length : 0;
  if (recovered > 0) {
    const message = `${recovered} agents are known from the registry and have not registered with this master yet`;
    return say('Observed', 'False', 'AgentsRecovering', message);
  }
  const unclear = sightsOf(o).flatMap(
    (sight) =>
      slotsUnclear(sight.tasks) ??
      releaseUnclear(manifest.metadata, sight, o) ??
      removalUnclear(sight, o) ??
      [],
  );
  if (unclear.length > 0) return say('Observed', 'False', 'SlotsUnclear', unclear.join('; '));
  return say('Observed', 'True', 'Observed', 'the master and Marathon show everything');
}

function deployed(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Deployed', 'False', reason, message);
  const { active, next } = o;
  if (isRunning(active)) return asRendered(active);
  if (active && !active.revision)
    return no('RevisionMissing', `the revision ${active.placed.revision} is not in the store`);
  if (next?.form.form === 'Impossible') return no('RoleUnavailable', problemText(next.form.problem));
  if (next?.notAdoptable !== undefined) return no('NotAdoptable', next.notAdoptable);
  if (!active && o.view.is === 'known' && next?.slot?.is === 'none')
    return no('RolloutBlocked', `no port is free: ${next.slot.message}`);
  const agents = (active ?? next)?.agents;
  if (agents?.free.length === 0) return no('NoEligibleAgent', `no agent can take a task: ${reasons(agents)}`);
  return no('NotCreated', `${manifest.metadata.name} has no app yet`);
}

function asRendered(sight: AppSight): ConditionState {
  const { appId } = sight.placed;
  const rewritten = rewrittenRole(sight);
  if (rewritten.length > 0) {
    return say('Deployed', 'False', 'RoleRewritten', rewritten.map(problemText).join('; '));
  }
  const differences = drift(sight);
  if (differences.length === 0) return say('Deployed', 'True', 'Deployed', `${appId} is as it was rendered`);
  const message = `${appId} was changed by somebody else, and is left so: ${differencesText(differences)}`;
  return say('Deployed', 'False', 'Drifted', message);
}

/** Why agents are not eligible, each reason once with its count. */
function reasons(agents: AppSight['agents']): string {
  const counts = new Map<string, number>();
  for (const one of agents?.verdicts.values() ?? []) {
    if (one.is !== 'eligible') counts.set(one.because, (counts.get(one.because) ?? 0) + 1);
  }
  return [...counts].map(([because, count]) => `${count} ${because}`).join(', ') || 'there are none';
}

function covered({ active }: Observed, table: AgentTable | undefined): ConditionState {
  if (!table || !active) return say('Covered', 'Unknown', 'NotObserved', 'nothing is known about the agents');
  const count = `${table.covered} of ${table.eligible} agents have a healthy task`;
  if (table.eligible === 0)
    return say('Covered', 'False', 'NoEligibleAgent', `no agent is eligible: ${reasons(active.agents)}`);
  if (table.covered === table.eligible) return say('Covered', 'True', 'Covered', count);
  const waits = [
    (active.app?.deployments.length ?? 0) > 0 ? 'a deployment is running' : undefined,
    active.queued > 0
      ? `${active.queued} instances wait for an offer${because(active.queueReasons)}`
      : undefined,
    table.instances < table.target
      ? `${table.target} instances are wanted, ${table.instances} are asked for`
      : undefined,
  ].filter((text) => text !== undefined);
  return say('Covered', 'False', 'AgentsMissing', [count, ...waits].join('; '));
}

function because(queueReasons: readonly string[]): string {
  return queueReasons.length === 0 ? '' : ` (${queueReasons.join(', ')})`;
}

function published({ endpoint, active }: Observed): ConditionState {
  const value = endpoint?.value;
  if (value?.withdrawn)
    return say('Published', 'False', 'Withdrawn', `${value.appId} is no longer published`);
  if (active && value?.port === active.placed.port && value.appId === active.placed.appId) {
    return say('Published', 'True', 'Published', `port ${value.port} of ${value.appId}`);
  }
  return say('Published', 'False', 'NotCovered', 'published once every eligible agent has a healthy task');
}

/** What stands in the status once the manifest is gone and nothing is to be done about it. */
export function deleted(status: KindStatus): ConditionState {
  const app = status.activeRevision?.appId ?? 'no app';
  const message = `the manifest is gone: ${app} stays and is no longer looked after`;
  return say('Ready', 'False', 'Retained', message);
}
