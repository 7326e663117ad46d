import { shown } from '../../domain/core/problem';
import { roleProblems } from '../../domain/mesos/role';
import { agentResources } from '../world/mesos/agent-resources';
import { type Attribute, readAttribute } from '../world/mesos/attributes';
import type { NewAgent } from '../world/mesos/cluster-props';
import type { FaultDomain } from '../world/mesos/config';
import type { BodyReader } from './body-reader';

/** Reads `{hostname, resources, attributes, defaultRole, port, domain}`; undefined where something is wrong. */
export function readAgent(body: BodyReader, machine: string): NewAgent | undefined {
  const hostname = body.required('hostname', body.text('hostname'));
  if (hostname !== undefined && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(hostname)) {
    body.problem({ at: 'hostname', found: shown(hostname), wanted: 'a host name or an address' });
  }
  const defaultRole = readRole(body);
  const text = body.read('resources', 'resources of a Mesos agent, as text or JSON', resourcesText) ?? '';
  const resources = body.attempt('resources', () => agentResources(text, defaultRole, machine));
  const attributes = readAttributes(body);
  const port = body.numberFrom('port', 1);
  const domain = readDomain(body);
  body.finish();
  if (hostname === undefined || resources === undefined) return undefined;
  return {
    hostname,
    attributes,
    resources,
    ...(port === undefined ? {} : { port }),
    ...(domain === undefined ? {} : { domain }),
  };
}

/** `{region, zone}` */
export function readDomain(body: BodyReader): FaultDomain | undefined {
  return body.read('domain', 'an object with the texts region and zone', (value) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const { region, zone } = value as Readonly<Record<string, unknown>>;
    return typeof region === 'string' && typeof zone === 'string' ? { region, zone } : undefined;
  });
}

/** JSON may be given as such instead of as its text. */
function resourcesText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? JSON.stringify(value) : undefined;
}

function readRole(body: BodyReader): string {
  const role = body.text('defaultRole') ?? '*';
  if (role !== '*') for (const problem of roleProblems(role)) body.problem({ ...problem, at: 'defaultRole' });
  return role;
}

/** A map, or the text of the agent's flag: `rack:r1;zone:z1`. */
function readAttributes(body: BodyReader): readonly Attribute[] {
  const wanted = 'an object of texts, or text such as "rack:r1;zone:z1"';
  const pairs = body.read('attributes', wanted, (value): [string, string][] | undefined => {
    if (typeof value === 'string') return value.split(';').filter(Boolean).map(splitPair);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value).map(([name, one]) => [name, String(one)]);
  });
  return (pairs ?? []).flatMap(([name, value]) => {
    const attribute = name === '' ? undefined : readAttribute(name, value);
    if (attribute) return [attribute];
    body.problem({
      at: `attributes.${name}`,
      found: shown(value),
      wanted: 'a name with a text, a number or ranges; an agent aborts on anything else',
    });
    return [];
  });
}

function splitPair(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? ['', pair] : [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
}
