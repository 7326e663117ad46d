import type { Hono } from 'hono';
import { shown } from '../../domain/core/problem';
import type { Acls } from '../world/mesos/authorizer';
import type { MesosConfig } from '../world/mesos/config';
import { failover, killLeader, setElected } from '../world/mesos/succession';
import type { World } from '../world/world';
import type { BodyReader } from './body-reader';
import { isFields } from './call-fields';
import { readDomain } from './control-agents';
import { reader } from './control-context';

export function masterPaths(app: Hono, { cluster, marathon }: World): void {
  const hostnames = (body: BodyReader) => {
    const names = body.texts('recovered') ?? [];
    for (const hostname of names.filter((one) => !cluster.find(one))) {
      body.problem({ at: 'recovered', found: shown(hostname), wanted: 'hostnames of agents' });
    }
    return names;
  };
  const view = () => ({
    master: cluster.master.id,
    recovering: cluster.master.recovering,
    leader: cluster.masters.leading ?? null,
  });
  app.post('/master/failover', async (context) => {
    const body = await reader(context);
    const recovered = hostnames(body);
    const frameworks = body.texts('frameworks') ?? [];
    const disconnects = body.truth('disconnectsMarathon') ?? false;
    body.finish();
    if (disconnects) marathon.leadership.loseMaster();
    failover(cluster, recovered, frameworks);
    return context.json(view());
  });
  app.post('/master/kill', async (context) => {
    const body = await reader(context);
    const recovered = hostnames(body);
    const disconnects = body.truth('disconnectsMarathon') ?? false;
    body.finish();
    if (disconnects) marathon.leadership.loseMaster();
    killLeader(cluster, recovered);
    return context.json(view());
  });
  app.patch('/master', async (context) => {
    const body = await reader(context);
    const recovering = body.truth('recovering');
    const elected = body.truth('elected');
    const change = readConfig(body);
    body.finish();
    cluster.config = { ...cluster.config, ...change };
    if (elected !== undefined) setElected(cluster, elected);
    if (recovering !== undefined) cluster.setRecovering(recovering);
    return context.json(view());
  });
}

function readConfig(body: BodyReader): Partial<MesosConfig> {
  const change = {
    authenticateReadonly: body.truth('authenticateReadonly'),
    authenticateReadwrite: body.truth('authenticateReadwrite'),
    credentials: body.dictionary('credentials'),
    maxSubscribers: body.numberFrom('maxSubscribers', 1),
    domain: readDomain(body),
    version: body.text('version'),
  };
  const acls = body.read('acls', 'the JSON of the flag --acls, or null for none', (value) =>
    value === null || isFields(value) ? { is: value as Acls | null } : undefined,
  );
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...(acls === undefined ? {} : { acls: acls.is ?? undefined }) };
}
