import { isLost } from '../../src/lab/world/marathon/instance';
import { type Placed, revisionSchema, stateStoreKeys } from '../../src/manifest';
import type { Declared } from './declared';
import type { Scene } from './scene';
import { type AppTruth, isBlocked, isEligible, type Truth, truthOf } from './truth';

/** What of the world is not as it is declared, though nothing stands in the way. */
export function unmet(scene: Scene): readonly string[] {
  const truth = truthOf(scene.world, scene.oracle.book.drained());
  const services = [...scene.manifests.services].filter(([, { omitted, paused }]) => !omitted && !paused);
  return [
    ...services.flatMap(([name, declared]) => ofService(scene, name, declared, truth)),
    ...defaults(scene),
    ...drains(scene),
  ];
}

function ofService(scene: Scene, name: string, declared: Declared, truth: Truth): readonly string[] {
  const { active, green } = scene.oracle.book.states.get(name) ?? {};
  if (!active) return couldRun(scene, declared, truth) ? [`${name} has nothing active`] : [];
  const app = truth.apps.get(active.appId);
  const problems: string[] = [];
  const waits =
    green &&
    ((green.port === active.port && isUsed(scene, active.appId)) ||
      hasNoRoom(green, truth) ||
      isChanged(scene, green.appId) ||
      !hasAgent(green, truth));
  if (green && !waits) problems.push(`${name} has ${green.appId} half rolled out`);
  if (!app) return hasAgent(active, truth) ? [...problems, `${active.appId} does not run`] : problems;
  const eligible = truth.agents.filter((agent) => isEligible(agent, app));
  for (const agent of eligible) {
    if (!app.healthy.has(agent.host) && !isBlocked(agent, app)) {
      problems.push(`${agent.host} has no healthy task of ${app.id}`);
    }
  }
  const endpoint = scene.oracle.book.endpoints.get(name);
  const covered = eligible.every(({ host }) => app.healthy.has(host));
  if (eligible.length > 0 && covered && endpoint?.appId !== app.id && !isChanged(scene, app.id)) {
    problems.push(`${app.id} is not published`);
  }
  return [...problems, ...notWanted(scene, { name, declared, app, truth }), ...notRetired(scene, name)];
}

/** As it runs, or as it would. */
function appOf(
  { appId, port }: Placed,
  truth: Truth,
): Pick<AppTruth, 'id' | 'port' | 'cpus' | 'mem' | 'live'> {
  return truth.apps.get(appId) ?? { id: appId, port, cpus: 0.5, mem: 1024, live: new Set() };
}

/** Some agent could have a task of it. Where all have left nothing runs, and for none of them nothing is published. */
function hasAgent(placed: Placed, truth: Truth): boolean {
  return truth.agents.some((agent) => isEligible(agent, appOf(placed, truth)));
}

/** An agent came that holds no second version; nobody begins then, but what was begun has to wait for it to go. */
function hasNoRoom(placed: Placed, truth: Truth): boolean {
  const app = appOf(placed, truth);
  return truth.agents.some(
    (agent) => isEligible(agent, app) && !app.live.has(agent.host) && isBlocked(agent, app),
  );
}

/** A person has changed it: it is left so, and not published as what it is not. */
function isChanged({ world }: Scene, id: string): boolean {
  return JSON.stringify(world.marathon.core.root.apps.get(id)?.definition ?? {}).includes(
    '"OTHER":"changed"',
  );
}

interface Running {
  readonly name: string;
  readonly declared: Declared;
  readonly app: AppTruth;
  readonly truth: Truth;
}

function notWanted(scene: Scene, { name, declared, app, truth }: Running): readonly string[] {
  const { active } = scene.oracle.book.states.get(name) ?? {};
  const key = stateStoreKeys.revision('ShuffleService', name, active?.revision ?? '');
  const { sparkVersion, port } = revisionSchema.parse(JSON.parse(scene.state(key) ?? '{}'));
  const fits = declared.slots.includes(port) && (declared.port ?? port) === port;
  if (sparkVersion === declared.version && fits) return [];
  const wanted = declared.port === undefined ? declared.slots : [declared.port];
  const free = wanted.filter((one) => !isTaken(scene, one, truth));
  const { green, retiring = [] } = scene.oracle.book.states.get(name) ?? {};
  if (green && (hasNoRoom(green, truth) || isChanged(scene, green.appId))) return [];
  // What ran before may be wanted again, and be what a person has made of it.
  if (retiring.some(({ appId }) => isChanged(scene, appId))) return [];
  // It has to end before its successor starts.
  const inPlace = declared.inPlace && fits && truth.agents.some((agent) => isEligible(agent, app));
  if ((inPlace || scene.oracle.book.isReplacedInPlace(name, app.id)) && isUsed(scene, app.id)) return [];
  const room = free.some((one) => {
    const next = { id: 'next', port: one, cpus: app.cpus, mem: app.mem };
    const eligible = truth.agents.filter((agent) => isEligible(agent, next));
    return eligible.length > 0 && eligible.every((agent) => !isBlocked(agent, next));
  });
  if (!inPlace && !room) return [];
  return [
    `${name} runs ${sparkVersion} on ${port}, wanted ${declared.version} on one of ${wanted.join()}; free: ${free.join() || 'none'}`,
  ];
}

function isTaken(scene: Scene, port: number, truth: Truth): boolean {
  const { book } = scene.oracle;
  const decided = [...book.states.keys()].some((service) =>
    book.placed(service).some((one) => one.port === port),
  );
  const wanted = [...truth.apps.values()].some((app) => app.port === port);
  return decided || wanted || truth.agents.some(({ seats }) => seats.some(({ ports }) => ports.has(port)));
}

function couldRun(scene: Scene, declared: Declared, truth: Truth): boolean {
  const wanted = declared.port === undefined ? declared.slots : [declared.port];
  return wanted.some((port) => {
    const next = { id: 'next', port, cpus: 0.5, mem: 1024 };
    const free = !isTaken(scene, port, truth);
    return free && truth.agents.some((agent) => isEligible(agent, next) && !isBlocked(agent, next));
  });
}

/** Known to be used, or nobody can tell: agents are silent, and somebody is left who may use it. */
function isUsed({ spark, world }: Scene, appId: string): boolean {
  if (spark.users(appId).length > 0) return true;
  const instances = world.marathon.core.tracker.of(appId);
  const hosts = instances.flatMap(({ task }) => task?.host ?? []);
  const untold =
    instances.some(isLost) || hosts.some((host) => spark.ports([host]).get(host)?.is !== 'known');
  return untold && spark.users().length > 0;
}

/** What nobody uses any more has ended. */
function notRetired(scene: Scene, name: string): readonly string[] {
  const retiring = scene.oracle.book.states.get(name)?.retiring ?? [];
  return retiring
    .filter(({ appId }) => !isUsed(scene, appId))
    .map(({ appId }) => `${appId} is not used by anybody and still runs`);
}

function defaults(scene: Scene): readonly string[] {
  const endpoint = scene.oracle.book.endpoints.get('spark-2-4');
  const file = scene.state(stateStoreKeys.sparkDefaults('defaults'));
  if (!endpoint || file?.includes(`spark.shuffle.service.port=${endpoint.port}\n`)) return [];
  return [`the published defaults do not name port ${endpoint.port}`];
}

/** Agents that are to go have gone, as far as nobody needs them; those that are to stay are offered again. */
function drains({ manifests, oracle, world, spark }: Scene): readonly string[] {
  const { cluster } = world;
  const rests = [...manifests.services.values()].some(({ omitted, paused }) => omitted || paused);
  const problems: string[] = [];
  for (const [name, { agentId, hostname, ended, over, cordon }] of oracle.book.drains) {
    const agent = cluster.byId(agentId);
    if (manifests.deletedDrains.has(name) && !over) problems.push(`${name} is deleted, and not over`);
    const kept = oracle.book.drainsOf(agentId).length > 0 || ended !== undefined || cordon === 'Found';
    if (
      over &&
      !kept &&
      agent?.presence === 'registered' &&
      agent.deactivated &&
      !isOthers(oracle, agentId)
    ) {
      problems.push(`${hostname} of ${name} is still deactivated`);
    }
    if (over || !manifests.drains.has(name) || ended) continue;
    const isUsed = spark.users().length > 0;
    if (agent?.presence === 'registered' && !isUsed && !rests) problems.push(`${name} does not end`);
  }
  return problems;
}

/** Another drain has ended there, or a person has deactivated it. */
function isOthers({ book, personsDeactivated }: Scene['oracle'], agentId: string): boolean {
  const ended = [...book.drains.values()].some((one) => one.agentId === agentId && one.ended !== undefined);
  return ended || personsDeactivated.has(agentId);
}
