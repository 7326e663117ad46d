import { problemText } from '../../../domain/core/problem';
import { differenceText } from '../../../domain/marathon/diff';
import type { AgentTable, ConditionState, KindStatus, ShuffleServiceManifest } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import { blindness } from './eligibility';
import type { Observed } from './model';
import { drift, rewrittenRole, slotsUnclear } from './plan';
import { agentTable } from './table';

/** What the observation means for people: pure, like the plan, and from the same counts. */
export function judge(manifest: ShuffleServiceManifest, o: Observed): Judgement {
  const table = tableOf(o);
  const { revision } = o;
  const conditions = [
    observed(manifest, o),
    deployed(manifest, o),
    covered(o, table),
    published(o),
    update(manifest, o),
  ];
  const port = revision?.port ?? 0;
  const lost = table && table.lost > 0 ? `; ${table.lost} lost agents keep their slots` : '';
  return {
    conditions,
    unwanted: ['UpdateBlocked'],
    summary: `${table?.covered ?? 0} of ${table?.eligible ?? 0} agents run the shuffle service on port ${port}${lost}`,
    status: statusOf(manifest, o, table),
  };
}

function statusOf(manifest: ShuffleServiceManifest, o: Observed, table: AgentTable | undefined): KindStatus {
  const { state, revision } = o;
  return {
    deletionPolicy: manifest.spec.deletionPolicy,
    ...(state && revision
      ? {
          activeRevision: {
            id: revision.id,
            appId: state.value.active.appId,
            port: revision.port,
            sparkVersion: revision.sparkVersion,
          },
        }
      : {}),
    ...(table ? { agents: table } : {}),
  };
}

function tableOf({ app, tasks, agents }: Observed): AgentTable | undefined {
  return app && agents ? agentTable(app, tasks, agents) : undefined;
}

const say = (
  type: string,
  status: ConditionState['status'],
  reason: string,
  message: string,
): ConditionState => ({ type, status, reason, message });

function observed(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const { view } = o;
  const blind = blindness(view, o.revision?.role ?? manifest.spec.role);
  if (blind) return say('Observed', 'False', blind.reason, blind.message);
  const recovered = view.is === 'known' ? view.recovered.length : 0;
  if (recovered > 0) {
    const message = `${recovered} agents are known from the registry and have not registered with this master yet`;
    return say('Observed', 'False', 'AgentsRecovering', message);
  }
  const unclear = unclearSlots(o);
  if (unclear) return say('Observed', 'False', 'SlotsUnclear', unclear);
  return say('Observed', 'True', 'Observed', 'the master and Marathon show everything');
}

function unclearSlots(o: Observed): string | undefined {
  return o.app && o.state ? slotsUnclear(o.tasks) : undefined;
}

function deployed(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const no = (reason: string, message: string) => say('Deployed', 'False', reason, message);
  if (o.state && o.revision && o.app) return asRendered(o, o.app.id);
  if (o.state && !o.revision)
    return no('RevisionMissing', `the revision ${o.state.value.active.revision} is not in the store`);
  if (o.form?.form === 'Impossible') return no('RoleUnavailable', problemText(o.form.problem));
  if (!o.state && o.view.is === 'known' && o.slot?.is === 'none')
    return no('RolloutBlocked', `no port is free: ${o.slot.message}`);
  if (o.agents?.free.length === 0) {
    return no('NoEligibleAgent', `no agent can take a task: ${reasons(o)}`);
  }
  return no('NotCreated', `${manifest.metadata.name} has no app yet`);
}

function asRendered(o: Observed, appId: string): ConditionState {
  const rewritten = rewrittenRole(o);
  if (rewritten.length > 0) {
    return say('Deployed', 'False', 'RoleRewritten', rewritten.map(problemText).join('; '));
  }
  const differences = drift(o);
  if (differences.length === 0) return say('Deployed', 'True', 'Deployed', `${appId} is as it was rendered`);
  const text = differences.map(differenceText).join('; ');
  return say(
    'Deployed',
    'False',
    'Drifted',
    `${appId} was changed by somebody else, and is left so: ${text}`,
  );
}

/** Why agents are not eligible, each reason once with its count. */
function reasons(o: Observed): string {
  const counts = new Map<string, number>();
  for (const one of o.agents?.verdicts.values() ?? []) {
    if (one.is !== 'eligible') counts.set(one.because, (counts.get(one.because) ?? 0) + 1);
  }
  return [...counts].map(([because, count]) => `${count} ${because}`).join(', ') || 'there are none';
}

function covered(o: Observed, table: AgentTable | undefined): ConditionState {
  if (!table) return say('Covered', 'Unknown', 'NotObserved', 'nothing is known about the agents');
  const count = `${table.covered} of ${table.eligible} agents have a healthy task`;
  if (table.eligible === 0)
    return say('Covered', 'False', 'NoEligibleAgent', `no agent is eligible: ${reasons(o)}`);
  if (table.covered === table.eligible) return say('Covered', 'True', 'Covered', count);
  const waits = [
    (o.app?.deployments.length ?? 0) > 0 ? 'a deployment is running' : undefined,
    o.queued > 0 ? `${o.queued} instances wait for an offer${because(o.queueReasons)}` : undefined,
    table.instances < table.target
      ? `${table.target} instances are wanted, ${table.instances} are asked for`
      : undefined,
  ].filter((text) => text !== undefined);
  return say('Covered', 'False', 'AgentsMissing', [count, ...waits].join('; '));
}

function because(queueReasons: readonly string[]): string {
  return queueReasons.length === 0 ? '' : ` (${queueReasons.join(', ')})`;
}

function published(o: Observed): ConditionState {
  const value = o.endpoint?.value;
  if (o.revision && value?.port === o.revision.port && value.appId === o.revision.app.id) {
    return say('Published', 'True', 'Published', `port ${value.port} of ${value.appId}`);
  }
  return say('Published', 'False', 'NotCovered', 'published once every eligible agent has a healthy task');
}

/** The spec asks for something else than what runs. Until updates are rolled out, what runs goes on. */
function update(manifest: ShuffleServiceManifest, o: Observed): ConditionState {
  const { revision, state } = o;
  const { spec } = manifest;
  if (!state || !revision) return say('UpdateBlocked', 'False', 'NothingRuns', 'there is nothing to update');
  const changed = [
    o.hash === revision.hash ? undefined : `the spec is ${o.hash}, what runs is ${revision.hash}`,
    spec.port === undefined || spec.port === revision.port
      ? undefined
      : `the spec asks for port ${spec.port}, what runs has ${revision.port}`,
    spec.slots.includes(revision.port) ? undefined : `port ${revision.port} is no slot of the spec any more`,
  ].filter((text) => text !== undefined);
  if (changed.length === 0)
    return say('UpdateBlocked', 'False', 'SpecUnchanged', 'what runs is what the spec says');
  const message = `${changed.join('; ')}; this version rolls out no updates, what runs goes on and is scaled`;
  return say('UpdateBlocked', 'True', 'SpecChanged', message);
}

/** What stands in the status once the manifest is gone. */
export function deleted(status: KindStatus): ConditionState {
  const app = status.activeRevision?.appId ?? 'no app';
  if (status.deletionPolicy === 'Drain') {
    const message = `the manifest is gone and asks for Drain, which this version cannot do: ${app} runs on and is no longer looked after; remove it by hand once nothing uses it`;
    return say('Ready', 'False', 'DrainNotPossible', message);
  }
  return say(
    'Ready',
    'False',
    'Retained',
    `the manifest is gone: ${app} stays and is no longer looked after`,
  );
}
