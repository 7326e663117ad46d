import { nearMiss } from '../src/domain/core/near-miss';
import { type Problem, shown } from '../src/domain/core/problem';
import type { Settings } from './settings-schema';

/** What is said in one place of the file and needs another: names, and servers of the cluster. */
export function referenceProblems(settings: Settings): readonly Problem[] {
  const { reservations, agents, shuffleServices } = settings;
  return [
    ...each('agents', agents, (at, group) =>
      group.reservations.flatMap((role, i) =>
        unknownName(`${at}.reservations[${i}]`, role, { reservations }),
      ),
    ),
    ...each('shuffleServices', shuffleServices, (at, service) => [
      ...unknownName(`${at}.reservation`, service.reservation, { reservations }),
      ...service.agents.flatMap((group, i) => unknownName(`${at}.agents[${i}]`, group, { agents })),
    ]),
    ...each('sparkDefaults', settings.sparkDefaults, (at, { shuffleService }) =>
      unknownName(`${at}.shuffleService`, shuffleService, { shuffleServices }),
    ),
    ...defaultsProblems(settings),
    ...each('sparkApplications', settings.sparkApplications, (at, { dispatcher, runsOn }) => [
      ...dispatcherProblems(`${at}.dispatcher`, dispatcher, settings),
      ...(runsOn === 'Metronome' ? metronomeProblems(`${at}.runsOn`, '"Metronome"', settings) : []),
    ]),
    ...each('scheduledSparkApplications', settings.scheduledSparkApplications, (at) =>
      metronomeProblems(at, 'a job of Metronome', settings),
    ),
    ...each('sparkDispatchers', settings.sparkDispatchers, (at, { provider }) =>
      provider === 'Package' ? cosmosProblems(`${at}.provider`, settings) : [],
    ),
    ...each('sparkClients', settings.sparkClients, (at, { reachableFrom = [] }) =>
      reachableFrom.flatMap((from, i) =>
        isSecurityGroup(from) ? [] : unknownName(`${at}.reachableFrom[${i}]`, from, { agents }),
      ),
    ),
  ];
}

/** True for an id of AWS in the place of a name. */
export function isSecurityGroup(name: string): boolean {
  return /^sg-[0-9a-f]+$/.test(name);
}

/** What is a URL, and no name under `sparkDispatchers`; what is wrong with it the construct says. */
export function dispatcherUrl(dispatcher: string): string | undefined {
  return dispatcher.includes(':') ? dispatcher : undefined;
}

function each<T>(
  section: string,
  entries: Readonly<Record<string, T>> | undefined,
  find: (at: string, one: T) => readonly Problem[],
): readonly Problem[] {
  return Object.entries(entries ?? {}).flatMap(([name, one]) => find(`${section}.${name}`, one));
}

function defaultsProblems(settings: Settings): readonly Problem[] {
  const { sparkDefaults = {} } = settings;
  const find = (at: string, one: object) => {
    const name: unknown = Reflect.get(one, 'defaults');
    return typeof name === 'string' ? unknownName(`${at}.defaults`, name, { sparkDefaults }) : [];
  };
  return [
    ...each('sparkDispatchers', settings.sparkDispatchers, find),
    ...each('sparkApplications', settings.sparkApplications, find),
    ...each('scheduledSparkApplications', settings.scheduledSparkApplications, find),
    ...each('zeppelinInterpreters', settings.zeppelinInterpreters, find),
    ...each('sparkClients', settings.sparkClients, find),
  ];
}

function dispatcherProblems(
  at: string,
  dispatcher: string | undefined,
  { sparkDispatchers = {} }: Settings,
): readonly Problem[] {
  if (dispatcher === undefined || dispatcherUrl(dispatcher) !== undefined) return [];
  return unknownName(at, dispatcher, { sparkDispatchers });
}

function metronomeProblems(at: string, found: string, { cluster }: Settings): readonly Problem[] {
  if (cluster.metronomeUrl !== undefined) return [];
  const fix = 'say where it is, such as https://leader.example.internal/service/metronome';
  return [{ at, found, wanted: 'cluster.metronomeUrl beside it', fix }];
}

function cosmosProblems(at: string, { cluster }: Settings): readonly Problem[] {
  const found = '"Package"';
  if (cluster.platform !== 'dcos') {
    return [
      { at, found, wanted: '"Marathon" where cluster.platform is "mesos"', fix: 'the package is of DC/OS' },
    ];
  }
  if (cluster.cosmosUrl !== undefined) return [];
  const fix = 'say where DC/OS itself is, such as https://leader.example.internal';
  return [{ at, found, wanted: 'cluster.cosmosUrl beside it', fix }];
}

function unknownName(at: string, found: string, among: Readonly<Record<string, object>>): readonly Problem[] {
  return Object.entries(among).flatMap(([section, entries]) => {
    const known = Object.keys(entries);
    if (known.includes(found)) return [];
    const meant = nearMiss(found, known);
    return [
      {
        at,
        found: shown(found),
        wanted: `a name under ${section}${known.length > 0 ? `: ${known.join(', ')}` : ', which has none'}`,
        ...(meant === undefined ? {} : { fix: `did you mean ${meant}?` }),
      },
    ];
  });
}
