import type { Address, LabOptions } from '../../../src/lab';

/** What is done to the lab before a step of a recording of Mesos. */
export type MesosAction =
  | { readonly do: 'start'; readonly agents: readonly string[] }
  /** In place of processes that are stopped, killed and started. */
  | { readonly do: 'control'; readonly method: string; readonly path: string; readonly body: unknown }
  /** A task of another framework. */
  | { readonly do: 'launch'; readonly host: string; readonly cpus: number; readonly mem: number };

export interface MesosScenario {
  readonly master: Address;
  readonly standby?: Address;
  readonly mesos?: LabOptions['mesos'];
  /** By the index of the step. */
  readonly before: Readonly<Record<number, readonly MesosAction[]>>;
  /** Indexes of steps that the lab does not simulate, by reason. */
  readonly skip?: Readonly<Record<string, readonly number[]>>;
  /** What each machine has, where the recording shows detected resources. */
  readonly machine?: string;
}

const start = (...agents: readonly string[]): MesosAction => ({ do: 'start', agents });
const patch = (path: string, body: unknown): MesosAction => ({ do: 'control', method: 'PATCH', path, body });
const post = (path: string, body: unknown): MesosAction => ({ do: 'control', method: 'POST', path, body });
const reachable = (host: string, is: boolean) => patch(`/agents/${host}`, { reachable: is });
const connected = (host: string, is: boolean) => patch(`/agents/${host}`, { active: is });

export const replayedMesos: Readonly<Record<string, MesosScenario>> = {
  '01-agents-text-resources': {
    master: { host: 'm1', port: 25150 },
    before: { 2: [start('a1', 'a2', 'a3')] },
    skip: { 'roles and their quota': [11, 22] },
  },
  '02-agents-json-resources': {
    master: { host: 'm1', port: 25200 },
    before: { 0: [start('a1', 'a2')], 2: [start('a3', 'a4', 'a5', 'a6', 'a7')] },
    skip: { 'an agent whose environment is set, which the recording does not show': [3] },
    machine: 'cpus:2;mem:23081;disk:252899;ports:[31000-32000]',
  },
  '04-agent-lost': {
    master: { host: 'm1', port: 25400 },
    before: {
      0: [start('a1', 'a2', 'a3')],
      2: [connected('a1', false)],
      6: [reachable('a1', false), reachable('a2', false)],
      10: [reachable('a1', true), reachable('a2', true)],
      16: [connected('a1', false), connected('a1', true)],
      17: [connected('a1', false), post('/agents', { hostname: 'a1', port: 25414 })],
      18: [reachable('11111111-1111-1111-1111-111111111111-S0', false)],
      19: [connected('a3', false), start('a3')],
    },
    skip: { 'an agent that unregisters': [22, 23, 24] },
  },
  '05-master-failover': {
    master: { host: 'm1', port: 25500 },
    before: {
      0: [start('a1', 'a2', 'a3')],
      4: [post('/master/failover', { recovered: ['a1', 'a2', 'a3'] })],
      10: [reachable('a1', true)],
      12: [reachable('a2', true), reachable('a3', true)],
      13: [start('a4')],
    },
    skip: { SUBSCRIBE: [9] },
  },
  '06-deactivate-drain-gone': {
    master: { host: 'm1', port: 25600 },
    before: {
      0: [start('a1', 'a2', 'a3', 'a4')],
      6: [connected('a1', false), connected('a1', true)],
      22: [{ do: 'launch', host: 'a3', cpus: 0.5, mem: 64 }],
      23: [connected('a3', false)],
      33: [connected('a3', true)],
      45: [start('a4')],
    },
    skip: { 'a status update that the framework has not acknowledged': [31] },
  },
  '08b-leader-not-recovered': {
    master: { host: 'm2', port: 25802 },
    before: {
      0: [start('a1', 'a2')],
      2: [post('/master/failover', { recovered: ['a1', 'a2'] }), patch('/master', { recovering: true })],
      14: [patch('/master', { recovering: false })],
    },
    skip: { metrics: [12] },
  },
  '10-bad-requests': {
    master: { host: 'm1', port: 26000 },
    before: { 0: [start('a1')] },
    skip: { 'frameworks and reservations': [25, 26, 27, 28, 29, 30, 31, 32, 33] },
  },
  '15-registry': {
    master: { host: 'm1', port: 26500 },
    before: { 0: [start('a1', 'a2', 'a3', 'a4')], 3: [reachable('a4', false)] },
    skip: { metrics: [7] },
  },
};
