import { JSON_TYPES, type MesosAction, post } from './mesos-actions';

export const start = (...agents: readonly string[]): MesosAction => ({ do: 'start', agents });
export const patch = (path: string, body: unknown): MesosAction => ({
  do: 'control',
  method: 'PATCH',
  path,
  body,
});
export const reachable = (host: string, is: boolean) => patch(`/agents/${host}`, { reachable: is });
export const connected = (host: string, is: boolean) => patch(`/agents/${host}`, { active: is });
export const mesos = (path: string, body: unknown): MesosAction => ({ do: 'mesos', path, body });
export const close = (stream: string): MesosAction => ({ do: 'close', stream });
export const wait = (seconds: number): MesosAction => ({ do: 'wait', seconds });
/** An agent that was killed and started on the same address, with other flags or another work directory. */
export const restarted = (
  host: string,
  port: number,
  more: object,
  status?: number,
): readonly MesosAction[] => [
  connected(host, false),
  { ...post('/agents', { hostname: host, port, ...more }), ...(status === undefined ? {} : { status }) },
];

export const ID = '11111111-1111-1111-1111-111111111111';
/** A call of the operator API about one agent. */
export const call = (type: string, field: string, agent: string): MesosAction =>
  mesos('/api/v1', { type, [field]: { agent_id: { value: `${ID}-${agent}` } } });
export const SUBSCRIBE = {
  method: 'POST',
  path: '/api/v1',
  headers: JSON_TYPES,
  body: { type: 'SUBSCRIBE' },
};
export const LIMITED = { ...JSON_TYPES, Authorization: 'Basic bGltaXRlZDpsaW1pdGVkLXNlY3JldA==' };
export const MACHINE = { hostname: 'a4', ip: '127.0.0.1' };
