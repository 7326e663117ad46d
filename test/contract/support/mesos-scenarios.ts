import type { Address, LabOptions } from '../../../src/lab';
import { acls, aclsWithoutReservations, credentials } from './mesos-access';
import { type MesosAction, post } from './mesos-actions';
import { acknowledge, declineAll, framework, launch, SHUFFLE } from './mesos-frameworks';
import {
  call,
  close,
  connected,
  ID,
  LIMITED,
  MACHINE,
  mesos,
  patch,
  reachable,
  restarted,
  SUBSCRIBE,
  start,
  wait,
} from './mesos-moves';

import { recordedStarts } from './mesos-restarts';

export interface MesosScenario {
  readonly master: Address;
  readonly standby?: Address;
  readonly mesos?: LabOptions['mesos'];
  /** By the index of the step. */
  readonly before: Readonly<Record<number, readonly MesosAction[]>>;
  /** Streams that a step opens or looks at, and what is done meanwhile, by the second since then. */
  readonly streams?: Readonly<
    Record<
      number,
      {
        readonly stream?: string;
        readonly until?: number;
        readonly during?: Readonly<Record<number, readonly MesosAction[]>>;
      }
    >
  >;
  /** Indexes of steps that the lab does not simulate, by reason. */
  readonly skip?: Readonly<Record<string, readonly number[]>>;
  /** What each machine has, where the recording shows detected resources. */
  readonly machine?: string;
}

const MARATHON = { name: 'marathon-shuffle', roles: ['shuffle'], failoverTimeout: 15, id: `${ID}-0000` };

export const replayedMesos: Readonly<Record<string, MesosScenario>> = {
  '01-agents-text-resources': {
    master: { host: 'm1', port: 25150 },
    before: { 2: [start('a1', 'a2', 'a3')] },
  },
  '02-agents-json-resources': {
    master: { host: 'm1', port: 25200 },
    before: { 0: [start('a1', 'a2')], 2: [start('a3', 'a4', 'a5', 'a6', 'a7')] },
    skip: { 'an agent whose environment is set, which the recording does not show': [3] },
    machine: 'cpus:2;mem:23081;disk:252899;ports:[31000-32000]',
  },
  '03-subscribe': {
    master: { host: 'm1', port: 25300 },
    before: {
      1: [start('a1', 'a3', 'a4', 'a5')],
      5: [post('/master/kill', {})],
    },
    streams: {
      1: {
        stream: 's',
        until: 32,
        during: {
          2: [start('a2')],
          3: [connected('a2', false)],
          7.1: [
            reachable('a2', false),
            patch('/agents/a1', { deactivated: true }),
            patch('/agents/a1', { deactivated: false }),
          ],
          10: [reachable('a2', true)],
          12.1: [patch('/agents/a2', { registered: false })],
          13.1: [call('MARK_AGENT_GONE', 'mark_agent_gone', 'S1')],
          14.1: [
            mesos('/maintenance/schedule', {
              windows: [{ machine_ids: [MACHINE], unavailability: { start: { nanoseconds: 0 } } }],
            }),
            mesos('/machine/down', [MACHINE]),
          ],
          16: restarted('a5', 25315, { resources: 'cpus:1;mem:64;disk:10;ports:[1-2]' }),
        },
      },
      5: { stream: 's' },
    },
  },
  '03b-subscribe-limit': {
    master: { host: 'm1', port: 25350 },
    mesos: { maxSubscribers: 1 },
    before: {},
    streams: {
      0: {
        until: 1.2,
        during: { 1: [{ do: 'subscribe', stream: 'second', request: SUBSCRIBE }] },
      },
    },
  },
  '04-agent-lost': {
    master: { host: 'm1', port: 25400 },
    before: {
      0: [start('a1', 'a2', 'a3')],
      2: [connected('a1', false)],
      6: [reachable('a1', false), reachable('a2', false)],
      10: [reachable('a1', true), reachable('a2', true)],
      16: [connected('a1', false), connected('a1', true)],
      17: restarted('a1', 25414, {}),
      18: [reachable('11111111-1111-1111-1111-111111111111-S0', false)],
      19: [connected('a3', false), start('a3')],
      22: [patch('/agents/a2', { registered: false })],
      24: [patch('/agents/a2', { registered: true })],
    },
  },
  '05-master-failover': {
    master: { host: 'm1', port: 25500 },
    before: {
      0: [start('a1', 'a2', 'a3')],
      4: [post('/master/failover', { recovered: ['a1', 'a2', 'a3'] })],
      12: [reachable('a2', true), reachable('a3', true)],
      13: [start('a4')],
    },
    skip: { 'the milliseconds in which a process starts': [3] },
    streams: { 9: { until: 5.4, during: { 5.1: [reachable('a1', true)] } } },
  },
  '06-deactivate-drain-gone': {
    master: { host: 'm1', port: 25600 },
    before: {
      0: [start('a1', 'a2', 'a3', 'a4')],
      6: [connected('a1', false), connected('a1', true)],
      22: [
        framework('f', { roles: ['shuffle'] }),
        wait(0.1),
        launch('f', 'a3', [
          { name: 'cpus', scalar: { value: 0.5 }, reservations: [SHUFFLE] },
          { name: 'mem', scalar: { value: 64 }, reservations: [SHUFFLE] },
        ]),
      ],
      23: [connected('a3', false)],
      31: [connected('a3', true)],
      33: [acknowledge('f'), close('f')],
      45: [start('a4')],
    },
  },
  '07-authentication-view-roles': {
    master: { host: 'm1', port: 25700 },
    mesos: {
      authenticateReadonly: true,
      authenticateReadwrite: true,
      credentials,
      acls: aclsWithoutReservations,
    },
    before: {
      0: [{ do: 'start', agents: ['a1'], status: 403 }],
      2: [patch('/master', { acls }), start('a1', 'a2')],
      28: [{ do: 'subscribe', stream: 'limited', request: { ...SUBSCRIBE, headers: LIMITED } }],
    },
    streams: { 28: { stream: 'limited' } },
  },
  '07b-authentication-readwrite-only': {
    master: { host: 'm1', port: 25750 },
    mesos: { authenticateReadwrite: true, credentials },
    before: {},
  },
  '08-standby-master': {
    master: { host: 'm1', port: 25801 },
    standby: { host: 'm2', port: 25802 },
    mesos: { sessionTimeout: 4_000 },
    before: {
      0: [patch('/master', { elected: false })],
      11: [patch('/master', { elected: true }), start('a1')],
    },
    streams: {
      36: { until: 5, during: { 0: [post('/master/kill', {})] } },
      // The leader has lost ZooKeeper, and ends when its session does.
      38: { until: 5, during: { 4: [post('/master/kill', {})] } },
    },
  },
  '08b-leader-not-recovered': {
    master: { host: 'm2', port: 25802 },
    before: {
      0: [start('a1', 'a2')],
      2: [post('/master/failover', { recovered: ['a1', 'a2'] }), patch('/master', { recovering: true })],
      14: [patch('/master', { recovering: false })],
    },
  },
  '09-agent-reconfiguration': {
    master: { host: 'm1', port: 25900 },
    before: { 0: [start('a1')], ...recordedStarts() },
  },
  '10-bad-requests': {
    master: { host: 'm1', port: 26000 },
    before: { 0: [start('a1')] },
  },
  '11-dynamic-reservation': {
    master: { host: 'm1', port: 26100 },
    before: {
      0: [start('a1', 'a2')],
      1: [{ do: 'subscribe', stream: 's', request: SUBSCRIBE }],
      21: [connected('a1', false), connected('a1', true)],
      22: [framework('f', { roles: ['another'] })],
      25: [
        // Until what was taken back is offered again.
        wait(2),
        launch('f', 'a1', [
          { name: 'cpus', scalar: { value: 1 } },
          { name: 'mem', scalar: { value: 32 } },
          { name: 'ports', ranges: { range: [{ begin: 9200, end: 9200 }] } },
        ]),
      ],
      34: restarted('a1', 26111, {
        resources: 'cpus:4;mem:4096;disk:10240;ports:[1025-32000]',
        keepsWorkDir: true,
      }),
      35: restarted(
        'a1',
        26111,
        {
          resources: 'cpus:4;mem:4096;disk:10240;ports:[1025-7336,7340-32000];ports(shuffle):[7337-7339]',
          keepsWorkDir: true,
        },
        409,
      ),
      37: restarted('a1', 26111, { resources: 'cpus:4;mem:4096;disk:10240;ports:[1025-32000]' }),
    },
    streams: { 7: { stream: 's' }, 24: { stream: 'f' } },
  },
  '12-scheduler': {
    master: { host: 'm1', port: 26200 },
    before: {
      0: [start('a1', 'a2', 'a3', 'a4', 'a5')],
      7: [declineAll('f', 600)],
      8: [framework('any', { roles: ['*'] })],
      9: [close('any'), framework('public', { roles: ['slave_public'] })],
      10: [close('public')],
      11: [close('f')],
      13: [framework('back', MARATHON)],
      15: [close('back'), wait(15)],
      18: [framework('new', { ...MARATHON, id: undefined, failoverTimeout: 604_800 })],
    },
    streams: {
      0: { stream: 'f' },
      8: { stream: 'any' },
      9: { stream: 'public' },
      13: { stream: 'back' },
      20: { stream: 'new' },
    },
  },
  '14-fault-domain': {
    master: { host: 'm1', port: 26400 },
    mesos: { domain: { region: 'eu', zone: 'eu-1' } },
    before: { 0: [start('a1', 'a2', 'a3')] },
  },
  '15-registry': {
    master: { host: 'm1', port: 26500 },
    before: { 0: [start('a1', 'a2', 'a3', 'a4')], 3: [reachable('a4', false)] },
  },
};
