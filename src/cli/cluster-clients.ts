import { Duration } from '../domain/core/duration';
import { systemClock } from '../io/clock';
import type { HttpClient } from '../io/http';
import { marathonLeader, mesosLeader } from '../io/zookeeper-leader';
import type { ClusterAccess, ClusterPlaces } from './cluster-options';
import { clusterMarathonCredentials } from './marathon-credentials';
import { serverClient } from './server-client';

/** No request of a verb takes longer. */
export const REQUEST_TIMEOUT = Duration.seconds(10);

/** A client of the Mesos masters; to be closed. */
export function mesosClient(settings: ClusterAccess & Pick<ClusterPlaces, 'mesos'>): HttpClient {
  const { credentials, ca } = settings;
  return serverClient(settings.mesos, {
    ...{ leader: mesosLeader, credentials, ca },
    ...{ timeout: REQUEST_TIMEOUT, clock: systemClock },
  });
}

/** A client of the cluster's Marathon; to be closed. */
export function marathonClient(settings: ClusterAccess & Pick<ClusterPlaces, 'marathon'>): HttpClient {
  return serverClient(settings.marathon, {
    ...{ leader: marathonLeader, credentials: clusterMarathonCredentials(settings), ca: settings.ca },
    ...{ timeout: REQUEST_TIMEOUT, clock: systemClock },
  });
}
