import { type JsonValue, readJson } from './json-reader';
import { type Message, readMessage } from './message';
import { Refusal } from './refusal';
import { type ReservationMessage, type ResourceMessage, resourceMessage } from './resource-message';
import { flagRefusal, resourceRefusal } from './resource-rules';
import { addValues, isAddable, isEmptyResource, rangesMessage } from './resource-value';
import { tokenize, trim } from './tokens';
import { readValue, type Value } from './value';

/** What an agent makes of a value of its flag `--resources`. */
export type ResourcesReading =
  | {
      /** Those that are not empty, equal ones added up, in the order of their first mention. */
      readonly resources: readonly ResourceMessage[];
      /** Every name that was written, empty ones too: naming a resource switches its detection off. */
      readonly named: readonly string[];
    }
  /** The refusal in the agent's words. */
  | { readonly error: string };

/**
 * Reads a value of the flag as an agent does: JSON if it is a JSON list, else the text form.
 * @param defaultRole the agent's `--default_role`, which owns what names no role
 */
export function readResources(value: string, defaultRole: string): ResourcesReading {
  try {
    const written = readEach(value, defaultRole);
    const resources = addUp(written);
    checkTypes(resources);
    return { resources, named: [...new Set(written.map(({ name }) => name))] };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
}

/** Adds resources one by one, as Mesos keeps them. */
export function addUp(all: readonly ResourceMessage[]): readonly ResourceMessage[] {
  const sum: ResourceMessage[] = [];
  for (const resource of all) {
    const refusal = resourceRefusal(resource);
    if (refusal !== undefined) throw new Refusal(refusal);
    if (isEmptyResource(resource)) continue;
    const i = sum.findIndex((one) => isAddable(one, resource));
    const same = sum[i];
    if (same) sum[i] = addValues(same, resource);
    else sum.push(resource);
  }
  return sum;
}

function checkTypes(resources: readonly ResourceMessage[]): void {
  const types = new Map<string, string>();
  for (const resource of resources) {
    const refusal = flagRefusal(resource);
    if (refusal !== undefined) throw new Refusal(refusal);
    const type = types.get(resource.name) ?? resource.type;
    if (type !== resource.type) {
      throw new Refusal(
        `Resources with the same name ('${resource.name}') but different types are not allowed`,
      );
    }
    types.set(resource.name, type);
  }
}

function readEach(value: string, defaultRole: string): readonly ResourceMessage[] {
  const json = readJson(value);
  return Array.isArray(json)
    ? readList(json).map((message) => withReservations(message, defaultRole))
    : tokenize(value, ';').map((token) => readToken(token, defaultRole));
}

function readList(json: readonly JsonValue[]): readonly ResourceMessage[] {
  try {
    const messages = json.map((item): Message => readMessage(resourceMessage, item));
    // They were read by the description that the type repeats field by field.
    return messages as unknown as readonly ResourceMessage[];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(`Some JSON resources were not formatted properly: ${error.message}`);
  }
}

function readToken(token: string, defaultRole: string): ResourceMessage {
  const [head = '', value = '', ...more] = tokenize(token, ':');
  if (value === '' || more.length > 0) {
    throw new Refusal(`Bad value for resources, missing or extra ':' in ${token}`);
  }
  const open = head.indexOf('(');
  const close = head.indexOf(')');
  if (open < 0) return fromText(trim(head), defaultRole, value);
  if (close < open) throw new Refusal(`Bad value for resources, mismatched parentheses in ${token}`);
  return fromText(trim(head.slice(0, open)), trim(head.slice(open + 1, close)), value);
}

function fromText(name: string, role: string, text: string): ResourceMessage {
  const value = readNamedValue(name, text);
  const owner = role === '*' ? {} : { reservations: [{ type: 'STATIC', role } as const] };
  switch (value.type) {
    case 'SCALAR':
      return { name, type: value.type, scalar: { value: value.scalar }, ...owner };
    case 'RANGES':
      return { name, type: value.type, ranges: rangesMessage(value.ranges), ...owner };
    case 'SET':
      return { name, type: value.type, set: { item: value.set }, ...owner };
    case 'TEXT':
      throw new Refusal(`Bad type for resource ${name} value ${text} type TEXT`);
  }
}

function readNamedValue(name: string, text: string): Value {
  try {
    return readValue(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(`Failed to parse resource ${name} value ${text} error ${error.message}`);
  }
}

/** Brings the older spelling, `role` and `reservation`, into the newer one, `reservations`. */
function withReservations(message: ResourceMessage, defaultRole: string): ResourceMessage {
  const { role = defaultRole, reservation, reservations, ...rest } = message;
  if (reservations !== undefined && reservations.length > 0) return { ...rest, reservations };
  if (role === '*') {
    if (reservation) throw new Refusal('the agent aborts: a dynamic reservation needs a role other than "*"');
    return rest;
  }
  const owner: ReservationMessage = reservation
    ? { ...reservation, type: 'DYNAMIC', role }
    : { type: 'STATIC', role };
  return { ...rest, reservations: [owner] };
}
