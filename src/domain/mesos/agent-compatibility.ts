import type { Attributes } from './attributes';
import { scalarText, toThousandths } from './fixed-point';
import { subtract } from './intervals';
import type { ResourceMessage } from './resource-message';
import { containsValue, isAddable, isEmptyResource, resourceText, roleOf, valueText } from './resource-value';
import { readValue, type Value } from './value';

/**
 * The agent's flag `--reconfiguration_policy`, Mesos 1.5 and later. DC/OS sets `additive`
 * (gen/dcos-config.yaml, dcos/dcos 1.11 to 2.2); Mesos' default, and its rule before 1.5, is `equal`.
 */
export type ReconfigurationPolicy = 'equal' | 'additive';

/** What an agent tells of itself when it registers, as far as it must stay as it is. */
export interface AgentInfo {
  readonly hostname?: string | undefined;
  readonly port?: string | undefined;
  readonly domain?: string | undefined;
  readonly resources: readonly ResourceMessage[];
  readonly attributes: Attributes;
}

/** One thing that an agent has otherwise than at its first registration under its id. */
export interface InfoChange {
  /** `hostname`, `port`, `domain`, or the name of a resource or an attribute. */
  readonly of: 'agent' | 'resource' | 'attribute';
  readonly name: string;
  /** Of a resource. */
  readonly role?: string;
  readonly before?: string;
  readonly after?: string;
  /** The agent's own words where `additive` refuses it; none where the agent goes on with its id and tasks. */
  readonly refusal?: string;
}

const REFUSED = "Configuration change not permitted under 'additive' policy";

/**
 * What differs, in the order in which an agent looks at it (src/slave/compatibility.cpp, apache/mesos 1.11): it
 * ends with its first refusal. `equal` refuses all of them. The agent compares with what it registered with
 * under its id first, not with its last start.
 */
export function infoChanges(before: AgentInfo, after: AgentInfo): readonly InfoChange[] {
  return [
    ...plainChanges(before, after),
    ...resourceChanges(before.resources, after.resources),
    ...attributeChanges(before.attributes, after.attributes),
  ];
}

function plainChanges(before: AgentInfo, after: AgentInfo): readonly InfoChange[] {
  return (['hostname', 'port', 'domain'] as const).flatMap((name): readonly InfoChange[] => {
    const [was, is] = [before[name], after[name]];
    if (was === is) return [];
    const change = { of: 'agent', name, ...given(was, is) } as const;
    // An agent may come to know its domain, and then never another one.
    if (name === 'domain' && was === undefined) return [change];
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    // These three stand in other quotes than the rest.
    const refused = 'Configuration change not permitted under `additive` policy';
    return [{ ...change, refusal: `${refused}: ${title} changed from ${was ?? ''} to ${is ?? ''}` }];
  });
}

function resourceChanges(
  before: readonly ResourceMessage[],
  after: readonly ResourceMessage[],
): readonly InfoChange[] {
  const match = (one: ResourceMessage, among: readonly ResourceMessage[]) =>
    among.find((other) => isAddable(other, one) || resourceText(other) === resourceText(one));
  const changed = before.flatMap((one): readonly InfoChange[] => {
    const now = match(one, after);
    const change = { of: 'resource', name: one.name, role: roleOf(one), before: valueText(one) } as const;
    if (!now) return [{ ...change, refusal: `${REFUSED}. Resource not found: ${resourceText(one)}` }];
    if (containsValue(now, one) && containsValue(one, now)) return [];
    const grown = { ...change, after: valueText(now) };
    return [containsValue(now, one) ? grown : { ...grown, refusal: shrunk(one, now) }];
  });
  const added = after
    .filter((one) => !isEmptyResource(one) && !match(one, before))
    .map((one) => ({ of: 'resource', name: one.name, role: roleOf(one), after: valueText(one) }) as const);
  return [...changed, ...added];
}

function shrunk(was: ResourceMessage, is: ResourceMessage): string {
  return was.type === 'SCALAR'
    ? `${REFUSED}: Value of scalar resource '${was.name}' decreased from ${valueText(was)} to ${valueText(is)}`
    : `${REFUSED}: Previous value of ${was.type === 'SET' ? 'set' : 'range'} resource '${was.name}' (${valueText(was)}) not included in current ${valueText(is)}`;
}

function attributeChanges(before: Attributes, after: Attributes): readonly InfoChange[] {
  const changed = Object.entries(before).flatMap(([name, was]): readonly InfoChange[] => {
    const is = after[name];
    if (is === undefined) {
      const refusal = `${REFUSED}: Couldn't find attribute ${name}=${attributeText(readValue(was))}`;
      return [{ of: 'attribute', name, before: was, refusal }];
    }
    const change = { of: 'attribute', name, before: was, after: is } as const;
    const [left, right] = [readValue(was), readValue(is)];
    if (attributeText(left) === attributeText(right) && left.type === right.type) return [];
    const refusal = attributeRefusal(name, left, right);
    return [refusal === undefined ? change : { ...change, refusal }];
  });
  const added = Object.entries(after)
    .filter(([name]) => before[name] === undefined)
    .map(([name, is]) => ({ of: 'attribute', name, after: is }) as const);
  return [...changed, ...added];
}

function attributeRefusal(name: string, was: Value, is: Value): string | undefined {
  if (was.type !== is.type) {
    return `${REFUSED}: Type of attribute '${name}' changed from ${was.type} to ${is.type}`;
  }
  if (was.type === 'RANGES' && is.type === 'RANGES') {
    return subtract(was.ranges, is.ranges).length === 0
      ? undefined
      : // As Mesos has it, without the words about the policy.
        `Previous value of ranges resource '${name}' (${attributeText(was)}) not included in current ${attributeText(is)}`;
  }
  const same =
    was.type === 'SCALAR' && is.type === 'SCALAR' && toThousandths(was.scalar) === toThousandths(is.scalar);
  return same
    ? undefined
    : `${REFUSED}: Value of ${was.type.toLowerCase()} attribute '${name}' changed from ${attributeText(was)} to ${attributeText(is)}`;
}

function attributeText(value: Value): string {
  switch (value.type) {
    case 'SCALAR':
      return scalarText(value.scalar);
    case 'RANGES':
      return `[${value.ranges.map(([begin, end]) => `${begin}-${end}`).join(', ')}]`;
    case 'SET':
      return `{${value.set.join(', ')}}`;
    case 'TEXT':
      return value.text;
  }
}

function given(before: string | undefined, after: string | undefined) {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
