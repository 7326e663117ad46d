import { names } from '../world/names';
import { has, type State } from '../world/state';
import { TIMES } from './ports';
import * as reads from './reads';
import { get, list } from './store';
import type { Call, Reply } from './tree';

/** A Marathon that can use the role `shuffle` for apps of that group. */
const INFO = {
  version: '1.11.24',
  frameworkId: 'marathon',
  marathon_config: { mesos_role: 'slave_public', new_group_enforce_role: 'Top' },
};

/** What the ports say to a call that changes nothing. */
export function answer(state: State, { name, args }: Call): Reply {
  const [first] = args;
  switch (name) {
    case 'mesos.view':
      return {
        key: reads.viewKey(state, first as readonly string[] | undefined),
        value: () => reads.view(state, first as readonly string[] | undefined),
      };
    case 'mesos.gone': {
      const ids = reads.goneIds(state);
      return { key: [...ids].join(), value: () => ({ is: 'known', ids }) };
    }
    case 'mesos.frameworks':
      return frameworks(state);
    case 'marathon.info':
      return { key: '', value: () => INFO };
    case 'marathon.app':
      return { key: reads.appKey(state, first as string), value: () => reads.app(state, first as string) };
    case 'marathon.queue':
      return { key: reads.queueKey(state), value: () => reads.queue(state) };
    case 'marathon.ports': {
      const ports = reads.allPorts(state);
      return { key: JSON.stringify(ports), value: () => ports };
    }
    case 'marathon.deployments':
      return deployments(state);
    case 'store.get':
      return get(state, first as string);
    case 'store.list':
      return list(state, first as string);
    case 'agentHealth.ports': {
      const found = reads.healthOf(state, first as readonly string[]);
      return {
        key: JSON.stringify(
          [...found].map(([host, said]) => [host, said.is === 'known' ? [...said.ports] : said]),
        ),
        value: () => found,
      };
    }
    default:
      throw new Error(`the model does not answer ${name}`);
  }
}

function deployments(state: State): Reply {
  const all = state.deployments.map((one) => {
    const app = names.text(one.app);
    const apps = one.kind === 'foreign' ? [app, '/stranger'] : [app];
    const action = one.kind === 'stop' ? 'StopApplication' : 'ScaleApplication';
    return { id: reads.idOf(one), apps, since: TIMES[one.age], actions: [{ action, app }] };
  });
  return { key: JSON.stringify(all), value: () => all };
}

/** One framework for each slot that applications know; Marathon itself is one, too. */
function frameworks(state: State): Reply {
  const known = state.agents.reduce((mask, { users }) => mask | users, state.readers);
  const slots = [0, 1, 2].filter((slot) => has(known, slot));
  const found = [
    { id: 'marathon', name: 'marathon' },
    ...slots.map((slot) => ({ id: `driver-${slot}`, name: `driver-${slot}` })),
  ];
  return { key: slots.join(), value: () => ({ is: 'known', frameworks: found }) };
}
