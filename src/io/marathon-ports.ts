import type { PortsOfApp } from '../operator/ports';
import { Breath } from './breath';
import { memberNames, skipValue } from './json-bytes';
import { walkItems, walkMembers } from './json-walk';
import { isPort, readTasks } from './marathon-tasks';
import { isFields, parseJson, UnexpectedAnswer } from './shape';

const ANSWER = memberNames('apps');
const APP = memberNames('id', 'requirePorts', 'portDefinitions', 'tasks');

/**
 * Reads the ports out of `GET /v2/apps?embed=apps.tasks`, every app with every task of a Marathon.
 * @throws SyntaxError or UnexpectedAnswer where it is not whole: a port that is overlooked would be taken twice
 */
export async function readPorts(bytes: Buffer): Promise<readonly PortsOfApp[]> {
  const breath = new Breath();
  const apps: PortsOfApp[] = [];
  let complete = false;
  await walkMembers(bytes, 0, ANSWER, breath, (_, list) => {
    complete = true;
    return walkItems(bytes, list, breath, async (item) => {
      const { app, end } = await readOne(bytes, item, `apps[${apps.length}]`, breath);
      apps.push(app);
      return end;
    });
  });
  if (!complete) throw new UnexpectedAnswer('apps', undefined, 'a list of apps');
  return apps;
}

async function readOne(
  bytes: Buffer,
  at: number,
  where: string,
  breath: Breath,
): Promise<{ readonly app: PortsOfApp; readonly end: number }> {
  const found: { -readonly [name in 'id' | 'requirePorts' | 'portDefinitions']?: unknown } = {};
  let held: readonly number[] | undefined;
  const end = await walkMembers(bytes, at, APP, breath, async (name, value) => {
    if (name === 'tasks') {
      const list = await readTasks(bytes, value, breath);
      held = list.tasks.flatMap(({ ports }) => ports);
      return list.end;
    }
    const behind = skipValue(bytes, value);
    found[name] = parseJson(bytes.subarray(value, behind), `${where}.${name}`);
    return behind;
  });
  const { id, requirePorts = false, portDefinitions = [] } = found;
  if (typeof id !== 'string' || id === '') throw new UnexpectedAnswer(`${where}.id`, id, 'the id of an app');
  if (!held) throw new UnexpectedAnswer(`${where}.tasks`, undefined, 'a list of tasks');
  if (typeof requirePorts !== 'boolean') {
    throw new UnexpectedAnswer(`${where}.requirePorts`, requirePorts, 'true or false');
  }
  return { app: { id, wanted: requirePorts ? portsOf(portDefinitions, where) : [], held }, end };
}

/** A definition without a number takes any port. */
function portsOf(definitions: unknown, where: string): readonly number[] {
  const ports = Array.isArray(definitions)
    ? definitions.map((one) => (isFields(one) ? ('port' in one ? one['port'] : 0) : undefined))
    : [undefined];
  if (ports.every(isPort)) return ports;
  throw new UnexpectedAnswer(`${where}.portDefinitions`, definitions, 'a list of definitions with a port');
}
