import type { LabClient } from './lab-client';

type Fields = Readonly<Record<string, unknown>>;

/** One look at the whole. */
interface Moment {
  readonly instances: string;
  readonly running: string;
  readonly deployments: string;
}

const STEP = 0.2;
const ASPECTS = ['instances', 'running', 'deployments'] as const;

export interface ObserveProps {
  readonly client: LabClient;
  readonly seconds: number;
  /** The recording ends as soon as its last moment is reached. */
  readonly atMost: boolean;
}

/**
 * A recorded course is a list of `[second, what was seen]`, looked at a few times a second. When something was seen
 * depends on the run; in what order the numbers came does not: the numbers of each app and of deployments, without
 * repetitions.
 */
export async function observedDifferences(
  observed: readonly unknown[],
  { client, seconds, atMost }: ObserveProps,
): Promise<readonly string[]> {
  const recorded = (observed as readonly (readonly [number, Fields])[]).map(([, seen]) =>
    recordedMoment(seen),
  );
  const last = JSON.stringify(recorded.at(-1));
  const seen: Moment[] = [];
  for (let passed = 0; passed < seconds; passed += STEP) {
    client.advance(STEP);
    const moment = await look(client);
    seen.push(moment);
    if (atMost && JSON.stringify(moment) === last) break;
  }
  return ASPECTS.flatMap((aspect) => differences(aspect, recorded, seen));
}

function recordedMoment(seen: Fields): Moment {
  const apps = Object.entries(seen).filter(([key]) => key.startsWith('/'));
  const read = (field: string) => apps.map(([id, app]) => `${id}=${String((app as Fields)[field])}`).join();
  return {
    instances: read('instances'),
    running: read('tasksRunning'),
    deployments: String(seen['deployments']),
  };
}

async function look(client: LabClient): Promise<Moment> {
  const { apps } = await client.get<{ apps: readonly (Fields & { id: string })[] }>('/v2/apps');
  const deployments = await client.get<readonly unknown[]>('/v2/deployments');
  return recordedMoment({
    ...Object.fromEntries(apps.map((app) => [app.id, app])),
    deployments: deployments.length,
  });
}

function differences(
  aspect: (typeof ASPECTS)[number],
  recorded: readonly Moment[],
  seen: readonly Moment[],
): readonly string[] {
  const wanted = withoutRepetition(recorded.map((moment) => moment[aspect]));
  const found = withoutRepetition(seen.map((moment) => moment[aspect])).join(' > ');
  // A deployment that was over before the first look may be seen or not.
  const [, ...later] = wanted;
  const fits = found === wanted.join(' > ') || (aspect === 'deployments' && found === later.join(' > '));
  return fits ? [] : [`${aspect}: ${found}, recorded ${wanted.join(' > ')}`];
}

function withoutRepetition(values: readonly string[]): readonly string[] {
  return values.filter((value, i) => value !== values[i - 1]);
}
