import type { AgentRow, KindStatus } from '../../../manifest';
import type { HostGroup, Picture, PictureApp } from '../../engine/picture';
import { type AppSight, isRunning, type Observed } from './model';
import { coveredHosts } from './publish';

interface Judged {
  /** Every host that has a task or should have one, and every lost one. */
  readonly rows: readonly AgentRow[];
  readonly retiring: NonNullable<KindStatus['retiring']>;
}

/** Every agent of the cluster as the service sees it, and its versions. */
export function pictureOf(o: Observed, { rows, retiring }: Judged): Picture {
  const { active, green } = o;
  const apps = [
    ...(active ? [appOf('active', active)] : []),
    ...(green ? [appOf('rollout', green)] : []),
    ...o.retiring.map((sight, i) => {
      const { since, because } = retiring[i] ?? {};
      return { ...appOf('retiring', sight), ...(since ? { since } : {}), ...(because ? { because } : {}) };
    }),
  ];
  return { apps, hosts: groups([...rows, ...idle(o, rows), ...others(o)]) };
}

function appOf(is: PictureApp['is'], sight: AppSight): PictureApp {
  const { placed, app, tasks, agents } = sight;
  const counts = agents && {
    eligible: agents.eligible.length,
    covered: app ? coveredHosts(app, tasks, agents).length : 0,
    ...(is === 'retiring' ? {} : { target: agents.target }),
  };
  const { appId: id, port } = placed;
  return { id, port, is, ...counts, ...(app ? { instances: app.instances, lost: tasks.held } : {}) };
}

interface Seat extends Pick<AgentRow, 'hostname' | 'because'> {
  readonly state: string;
}

/** Before anything runs: what the first version would find. */
function idle(o: Observed, rows: readonly AgentRow[]): readonly Seat[] {
  if (rows.length > 0 || isRunning(o.active)) return [];
  return (agentsOf(o)?.eligible ?? []).map((hostname) => ({ hostname, state: 'missing' }));
}

/** Agents that no version has to do with, each with the reason. */
function others(o: Observed): readonly Seat[] {
  const verdicts = [...(agentsOf(o)?.verdicts ?? [])];
  const live = o.active?.tasks.live;
  const unfit = verdicts.flatMap(([hostname, verdict]) =>
    verdict.is === 'no' && !live?.has(hostname)
      ? [{ hostname, state: 'ineligible', because: verdict.because }]
      : [],
  );
  const recovered = o.view.is === 'known' ? o.view.recovered : [];
  const because = 'known from the registry, not registered with this master yet';
  return [...unfit, ...recovered.map(({ hostname }) => ({ hostname, state: 'recovering', because }))];
}

const agentsOf = ({ active, next }: Observed) => (active ?? next)?.agents;

/** In the order in which the states come first. */
function groups(seats: readonly Seat[]): readonly HostGroup[] {
  const found = new Map<string, Map<string | undefined, string[]>>();
  for (const { hostname, state, because } of seats) {
    const reasons = found.get(state) ?? new Map<string | undefined, string[]>();
    const hosts = reasons.get(because) ?? [];
    hosts.push(hostname);
    found.set(state, reasons.set(because, hosts));
  }
  return [...found].flatMap(([state, reasons]) =>
    [...reasons].map(([because, hosts]) => ({
      state,
      ...(because === undefined ? {} : { because }),
      hosts: hosts.sort(),
    })),
  );
}
