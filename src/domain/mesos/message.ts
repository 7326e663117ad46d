import { type JsonValue, readJson } from './json-reader';
import { Refusal } from './refusal';

/** A protobuf message type, as far as it is needed to read it from JSON the way the agent does. */
export interface MessageType {
  readonly [field: string]: Field;
}

export interface Field {
  readonly is: 'string' | 'double' | 'uint64' | readonly string[] | MessageType;
  readonly required?: boolean;
  readonly repeated?: boolean;
}

/** A message that was read: only the fields that are set. */
export interface Message {
  readonly [field: string]: MessageValue | readonly MessageValue[];
}

export type MessageValue = string | number | bigint | Message;

/**
 * A number that stands alone as the agent's parser has it: one more character is passed over, if it is no space
 * (it looks one ahead and forgets to step back).
 */
const LONE_NUMBER = /^([ \t\n\r]*[-+0-9eE.]+)(?:[^-+0-9eE. \t\n\r\x80-\uffff][ \t\n\r]*)?$/;

interface Building {
  [field: string]: MessageValue | MessageValue[];
}

/**
 * Reads a message from JSON as stout does (3rdparty/stout/include/stout/protobuf.hpp, apache/mesos c1b42f79d):
 * unknown fields and nulls are passed over, numbers may be strings, one value stands for a list of one.
 * @throws Refusal in the agent's words
 */
export function readMessage(type: MessageType, json: JsonValue): Message {
  if (!(json instanceof Map)) throw new Refusal('Expecting a JSON object');
  const message: Building = {};
  fill(message, type, json);
  const missing = missingFields(type, message);
  if (missing.length > 0) throw new Refusal(`Missing required fields: ${missing.join(', ')}`);
  return message;
}

function fill(message: Building, type: MessageType, json: ReadonlyMap<string, JsonValue>): void {
  for (const name of [...json.keys()].sort()) {
    const field = Object.hasOwn(type, name) ? type[name] : undefined;
    if (field) put(message, name, field, json.get(name) ?? null);
  }
}

function put(message: Building, name: string, field: Field, json: JsonValue): void {
  if (json === null) return;
  if (Array.isArray(json)) {
    if (!field.repeated) throw new Refusal(`Not expecting a JSON array for field '${name}'`);
    for (const item of json) put(message, name, field, item);
    return;
  }
  if (isMessageType(field.is) && json instanceof Map) {
    const inner: Building = {};
    fill(inner, field.is, json);
    store(message, name, field, inner);
    return;
  }
  const value = scalar(name, field, json);
  if (value !== undefined) store(message, name, field, value);
}

function store(message: Building, name: string, field: Field, value: MessageValue): void {
  const before = message[name];
  if (!field.repeated) message[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else message[name] = [value];
}

/** A value for a field that is no message; undefined for an unknown word of an optional enumeration. */
function scalar(name: string, field: Field, json: JsonValue): MessageValue | undefined {
  const unexpected = (what: string) => new Refusal(`Not expecting a JSON ${what} for field '${name}'`);
  if (json instanceof Map) throw unexpected('object');
  if (typeof json === 'boolean') throw unexpected('boolean');
  if (typeof json === 'number' || typeof json === 'bigint') {
    if (field.is === 'double') return Number(json);
    if (field.is === 'uint64') return toUint64(json);
    throw unexpected('number');
  }
  if (typeof json !== 'string') throw unexpected('array');
  if (field.is === 'string') return json;
  if (field.is === 'double' || field.is === 'uint64') return number(name, field.is, json);
  if (isMessageType(field.is)) throw unexpected('string');
  if (field.is.includes(json)) return json;
  if (field.required) throw new Refusal(`Failed to find enum for '${json}'`);
  return undefined;
}

function number(name: string, is: 'double' | 'uint64', text: string): number | bigint {
  if (is === 'double' && text === 'Infinity') return Number.POSITIVE_INFINITY;
  if (is === 'double' && text === '-Infinity') return Number.NEGATIVE_INFINITY;
  const alone = LONE_NUMBER.exec(text)?.[1];
  const value = readJson(alone ?? text);
  if (alone === undefined || (typeof value !== 'number' && typeof value !== 'bigint')) {
    const why =
      value === undefined || typeof value === 'number' || typeof value === 'bigint'
        ? 'not JSON'
        : 'Unexpected JSON type parsed';
    throw new Refusal(`Failed to parse '${text}' as a JSON number for field '${name}': ${why}`);
  }
  return is === 'double' ? Number(value) : toUint64(value);
}

/** As the processor converts: a negative number counts down from 2^64, a fraction is cut off. */
function toUint64(value: number | bigint): bigint {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value);
  if (value >= 2 ** 64) return 0n;
  return value < -(2 ** 63) ? 2n ** 63n : BigInt.asUintN(64, BigInt(Math.trunc(value)));
}

function missingFields(type: MessageType, message: Message): readonly string[] {
  const own = Object.keys(type).filter((name) => type[name]?.required && message[name] === undefined);
  const inner = Object.entries(type).flatMap(([name, field]) => {
    const value = message[name];
    if (value === undefined || !isMessageType(field.is)) return [];
    const inside = field.is;
    return field.repeated && isList(value)
      ? value.flatMap((item, i) => under(`${name}[${i}]`, inside, item))
      : under(name, inside, value);
  });
  return [...own, ...inner];
}

function under(name: string, type: MessageType, value: unknown): readonly string[] {
  return isMessage(value) ? missingFields(type, value).map((field) => `${name}.${field}`) : [];
}

function isMessageType(is: Field['is']): is is MessageType {
  return typeof is === 'object' && !Array.isArray(is);
}

function isList(value: Message[string]): value is readonly MessageValue[] {
  return Array.isArray(value);
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
