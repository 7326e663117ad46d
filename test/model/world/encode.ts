import {
  type Age,
  type Agent,
  type App,
  type Deployment,
  type Flight,
  IDLE,
  type Life,
  type Presence,
  type State,
  type Stored,
  type Task,
  type Window,
} from './state';

const PRESENCES: readonly Presence[] = ['absent', 'here', 'recovered', 'lost', 'gone'];
const LIVES: readonly Life[] = ['waiting', 'staging', 'running', 'killing', 'lost'];
const HEALTHS: readonly Task['health'][] = ['unknown', 'good', 'bad'];
const MARKS: readonly Task['mark'][] = ['none', 'kill', 'start'];
const KINDS: readonly Deployment['kind'][] = ['scale', 'stop', 'foreign'];

const at = <T>(list: readonly T[], i: number): T => {
  const found = list[i];
  if (found === undefined) throw new Error(`the encoding is torn: ${i} of ${list.length}`);
  return found;
};

/** One character for a small number. */
const FIRST = 35;
const c = (value: number) => String.fromCharCode(FIRST + value);
/** Three for one from a table. */
const BASE = 88;
const ccc = (value: number) =>
  c(value % BASE) + c(Math.floor(value / BASE) % BASE) + c(Math.floor(value / BASE / BASE));

/** A state as a short text: equal states are equal texts. */
export function encode(state: State): string {
  const { agents, apps, tasks, deployments, store, operator, flight } = state;
  let text =
    c(state.slots) +
    c(agents.length) +
    c(state.readers) +
    c(state.manifest) +
    c((state.master === 'unread' ? 1 : 0) + (state.hidden ? 2 : 0)) +
    c(state.saidGone);
  for (const one of agents) text += agentText(one);
  text += c(apps.length);
  for (const { id, definition, instances } of apps) text += ccc(id) + ccc(definition) + c(instances);
  text += c(tasks.length);
  for (const one of tasks) text += taskText(one);
  text += c(deployments.length);
  for (const { app, n, kind, starts, age } of deployments)
    text += ccc(app) + c(n) + c(KINDS.indexOf(kind) * 3 + age) + c((starts ?? -1) + 1);
  text += c(store.length);
  for (const one of store) text += ccc(one.key) + ccc(one.text);
  text +=
    ccc(operator.node % BASE ** 3) + c(Math.floor(operator.node / BASE ** 3)) + windowText(operator.window);
  return flight ? text + ccc(flight.request) + windowText(flight.window) : text;
}

export const agentText = (one: Agent) =>
  c(PRESENCES.indexOf(one.at) + (one.deactivated ? 8 : 0)) +
  c(one.gen) +
  c(one.gone) +
  c(one.said) +
  c(one.foreign) +
  c(one.orphans) +
  c(one.users);

export const taskText = (one: Task) =>
  ccc(one.app) +
  c(LIVES.indexOf(one.life)) +
  c(one.host + 1) +
  c(one.gen) +
  c(one.n) +
  c(HEALTHS.indexOf(one.health) * 6 + MARKS.indexOf(one.mark) * 2 + (one.up ? 1 : 0));

const windowText = (window: readonly Window[]) =>
  c(window.length) +
  window.map(({ hosts, held, bare, used }) => c(hosts) + c(held) + c(bare) + c(used)).join('');

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  c(): number {
    return this.text.charCodeAt(this.position++) - FIRST;
  }

  ccc(): number {
    return this.c() + BASE * this.c() + BASE * BASE * this.c();
  }

  list<T>(one: () => T, length = this.c()): T[] {
    return Array.from({ length }, one);
  }
}

export function decode(text: string): State {
  const read = new Reader(text);
  const slots = read.c();
  const count = read.c();
  const readers = read.c();
  const manifest = read.c();
  const flags = read.c();
  const saidGone = read.c();
  const agents = read.list(() => readAgent(read), count);
  const apps = read.list((): App => ({ id: read.ccc(), definition: read.ccc(), instances: read.c() }));
  const tasks = read.list(() => readTask(read));
  const deployments = read.list(() => readDeployment(read));
  const store = read.list((): Stored => ({ key: read.ccc(), text: read.ccc() }));
  const node = read.ccc() + read.c() * BASE ** 3;
  const window = readWindow(read);
  const flight: Flight | undefined = read.atEnd
    ? undefined
    : { request: read.ccc(), window: readWindow(read) };
  return {
    slots,
    agents,
    master: flags & 1 ? 'unread' : 'known',
    hidden: (flags & 2) !== 0,
    apps,
    tasks,
    deployments,
    readers,
    manifest,
    saidGone,
    store,
    operator: node === 0 ? IDLE : { node, window },
    ...(flight ? { flight } : {}),
  };
}

function readAgent(read: Reader): Agent {
  const presence = read.c();
  return {
    at: at(PRESENCES, presence % 8),
    deactivated: presence >= 8,
    gen: read.c(),
    gone: read.c(),
    said: read.c(),
    foreign: read.c(),
    orphans: read.c(),
    users: read.c(),
  };
}

function readTask(read: Reader): Task {
  const app = read.ccc();
  const life = at(LIVES, read.c());
  const host = read.c() - 1;
  const gen = read.c();
  const n = read.c();
  const rest = read.c();
  return {
    app,
    life,
    host,
    gen,
    n,
    health: at(HEALTHS, Math.floor(rest / 6)),
    mark: at(MARKS, Math.floor((rest % 6) / 2)),
    up: rest % 2 === 1,
  };
}

function readDeployment(read: Reader): Deployment {
  const app = read.ccc();
  const n = read.c();
  const kind = read.c();
  const starts = read.c() - 1;
  return {
    app,
    n,
    kind: at(KINDS, Math.floor(kind / 3)),
    starts: starts < 0 ? undefined : starts,
    age: (kind % 3) as Age,
  };
}

function readWindow(read: Reader): readonly Window[] {
  return read.list(() => ({ hosts: read.c(), held: read.c(), bare: read.c(), used: read.c() }));
}
