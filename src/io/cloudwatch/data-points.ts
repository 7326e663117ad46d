import { CLOUDWATCH_METRICS as METRICS } from '../../domain/operator-host/cloudwatch';
import type { BoardView, SubjectView } from '../../operator/engine/board-view';
import type { Picture } from '../../operator/engine/picture';

/** One value of one metric. */
export interface DataPoint {
  readonly name: string;
  /** Of metrics by service. */
  readonly service?: string;
  readonly value: number;
}

/**
 * What there is to publish of an operator that leads. What nobody knows is left out: an absent value is no good one.
 * @param answered by server, whether any call of it was answered
 */
export function dataPoints(view: BoardView, answered: ReadonlyMap<string, boolean>): readonly DataPoint[] {
  const notReady = view.subjects.filter((subject) => !isReady(subject)).length + view.troubles.length;
  return [
    { name: METRICS.heartbeat, value: 1 },
    ...withoutLeader(METRICS.marathonWithoutLeader, answered.get('marathon')),
    ...withoutLeader(METRICS.mesosWithoutLeader, answered.get('mesos')),
    { name: METRICS.notReady, value: notReady },
    ...view.subjects.flatMap(ofService),
  ];
}

function withoutLeader(name: string, answered: boolean | undefined): readonly DataPoint[] {
  return answered === undefined ? [] : [{ name, value: answered ? 0 : 1 }];
}

/** Of one that nobody has seen yet it is not known. */
function isReady({ conditions }: SubjectView): boolean {
  return conditions.find(({ type }) => type === 'Ready')?.good === true;
}

function ofService({ kind, name: service, picture }: SubjectView): readonly DataPoint[] {
  if (kind !== 'ShuffleService' || !picture) return [];
  const without = agentsWithout(picture);
  return [
    ...(without === undefined ? [] : [{ name: METRICS.agentsWithoutService, service, value: without }]),
    { name: METRICS.lostAgents, service, value: hostsIn(picture, 'lost') },
  ];
}

/** Of the version that is published; before there is any, of the one that is to be. */
function agentsWithout(picture: Picture): number | undefined {
  const app =
    picture.apps.find(({ is }) => is === 'active') ?? picture.apps.find(({ is }) => is === 'rollout');
  if (app) return app.eligible === undefined ? undefined : app.eligible - (app.covered ?? 0);
  // Without any agent in it nobody has seen the agents.
  return picture.hosts.length === 0 ? undefined : hostsIn(picture, 'missing');
}

function hostsIn({ hosts }: Picture, state: string): number {
  return hosts.filter((group) => group.state === state).reduce((sum, group) => sum + group.hosts.length, 0);
}
