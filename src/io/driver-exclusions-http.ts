import { z } from 'zod';
import type { Duration } from '../domain/core/duration';
import type { Clock, DriverExclusions, DriverPlace } from '../operator/ports';
import { HttpClient } from './http';
import { several } from './several';
import { parseJson, shaped } from './shape';

export interface DriverExclusionsProps {
  /** No driver is waited for longer. */
  readonly timeout: Duration;
  readonly clock: Pick<Clock, 'elapsedMillis'>;
  /** PEM text of the authorities to trust, in place of the system's. */
  readonly ca?: string;
  /** How many drivers are asked at a time. @default 16 */
  readonly parallel?: number;
}

/**
 * What drivers say at their pages (Spark's REST API, `/applications/ID/executors`) of the hosts that spark.blacklist.* or
 * spark.excludeOnFailure.* keep them from. Who registers a framework says where that is: it is shown no credentials,
 * leads nowhere else, and of its answer only host names are counted.
 */
export function driverExclusionsOverHttp(props: DriverExclusionsProps): DriverExclusions {
  const { timeout, clock, ca, parallel = 16 } = props;
  const client = new HttpClient({
    baseUrl: '',
    timeout,
    keepAlive: false,
    ...(ca === undefined ? {} : { ca }),
  });
  const ask = async (place: DriverPlace): Promise<readonly string[] | undefined> => {
    const path = executorsUrl(place);
    if (path === undefined) return undefined;
    try {
      const answer = await client.request({ method: 'GET', path, safe: false, redirects: false });
      return answer.status === 200 ? excludedHosts(answer.body, path) : undefined;
    } catch {
      // Most are where nobody else can reach them.
      return undefined;
    }
  };
  return {
    read: async (drivers, until) => {
      const found = new Map<string, readonly string[]>();
      const one = async (place: DriverPlace) => {
        const hosts = await ask(place);
        if (hosts) found.set(place.frameworkId, hosts);
      };
      await several(drivers, parallel, one, () => clock.elapsedMillis() >= until);
      return found;
    },
  };
}

/** On Mesos the id of the application is that of the framework. */
export function executorsUrl({ frameworkId, webUiUrl }: DriverPlace): string | undefined {
  const url = URL.canParse(webUiUrl) ? new URL(webUiUrl) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined;
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path}/api/v1/applications/${encodeURIComponent(frameworkId)}/executors`;
}

/** `isBlacklisted` since Spark 2.2, `isExcluded` beside it since 3.1 (ExecutorSummary). */
const EXECUTORS = z.array(
  z.object({
    id: z.string(),
    hostPort: z.string(),
    isBlacklisted: z.boolean().optional(),
    isExcluded: z.boolean().optional(),
  }),
);

export function excludedHosts(body: Buffer, path: string): readonly string[] {
  const hosts = shaped(EXECUTORS, parseJson(body, path), path)
    .filter(({ id, isBlacklisted, isExcluded }) => id !== 'driver' && (isBlacklisted || isExcluded))
    .map(({ hostPort }) => hostPort.replace(/:\d+$/, ''));
  return [...new Set(hosts)];
}
