import { type Problem, shown } from '../core/problem';

/** `[field, operator]` or `[field, operator, value]`. */
export type Constraint = readonly string[];

/** At most one task of the app on each host. On DC/OS an agent's hostname is its IP address. */
export const UNIQUE_HOST: Constraint = ['hostname', 'UNIQUE'];

const OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'UNLIKE', 'MAX_PER', 'IS'];

/**
 * Only agents whose attribute has exactly this value. LIKE, because IS came with Marathon 1.5; it matches
 * the whole value, so a value that is escaped means itself.
 */
export function attributeConstraint(name: string, value: string): Constraint {
  return [name, 'LIKE', value.replace(/[^A-Za-z0-9_ -]/g, (c) => `\\${c}`)];
}

/** What Marathon refuses with 422 (AppValidation.scala, 1.11.24), found before it is sent. */
export function constraintProblems(at: string, constraint: Constraint): readonly Problem[] {
  const [field, operator, value] = constraint;
  const found = shown(constraint);
  if (constraint.length < 2 || constraint.length > 3 || field === '') {
    return [{ at, found, wanted: '[field, operator] or [field, operator, value]' }];
  }
  if (operator === undefined || !OPERATORS.includes(operator)) {
    return [{ at, found, wanted: `one of the operators ${OPERATORS.join(', ')}` }];
  }
  if (operator === 'UNIQUE' && value !== undefined) return [{ at, found, wanted: 'UNIQUE without a value' }];
  if ((operator === 'LIKE' || operator === 'UNLIKE') && !isRegularExpression(value)) {
    return [{ at, found, wanted: `${operator} with a regular expression` }];
  }
  if (operator === 'MAX_PER' && !/^\d+$/.test(value ?? '')) {
    return [{ at, found, wanted: 'MAX_PER with a whole number' }];
  }
  if (operator === 'GROUP_BY' && value !== undefined && !/^\d+$/.test(value)) {
    return [{ at, found, wanted: 'GROUP_BY with a whole number or nothing' }];
  }
  return operator === 'IS' && value === undefined ? [{ at, found, wanted: 'IS with a value' }] : [];
}

/**
 * Whether the agent alone decides, or it is one task a host. Any other constraint leaves eligible agents without
 * a task, so that one task for each of them is more than can be placed, and a deployment that asks for more than
 * can be placed never ends.
 */
export function allowsEveryAgent([field, operator, value = '']: Constraint): boolean {
  if (operator === 'UNIQUE') return field === 'hostname' || field === '@hostname';
  if (operator === 'CLUSTER') return value !== '';
  return operator !== 'GROUP_BY' && operator !== 'MAX_PER';
}

/** What of an agent a constraint reads. */
export interface Placement {
  readonly hostname: string;
  /** As Mesos reports them: texts, and scalars as numbers. */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly region?: string;
  readonly zone?: string;
}

/**
 * Whether Marathon would place a task of an app with these constraints on this agent, as far as the agent
 * alone decides: UNIQUE, GROUP_BY, MAX_PER and CLUSTER without a value depend on where other tasks run and
 * hold here if the agent has the field at all. An agent without the field meets UNLIKE only
 * (Constraints.scala, Marathon 1.11.24). A regular expression that only Java understands meets nothing.
 */
export function meetsConstraints(constraints: readonly Constraint[], agent: Placement): boolean {
  return constraints.every(([field = '', operator, value = '']) => {
    const found = fieldOf(agent, field);
    if (found === undefined) return operator === 'UNLIKE';
    if (operator === 'LIKE') return fullMatch(value, found) === true;
    if (operator === 'UNLIKE') return fullMatch(value, found) === false;
    if (operator === 'IS') return found === (isScalar(value) ? scalarText(Number(value)) : value);
    return operator !== 'CLUSTER' || value === '' || found === value;
  });
}

function fieldOf(agent: Placement, field: string): string | undefined {
  if (field === 'hostname' || field === '@hostname') return agent.hostname;
  if (field === '@region') return agent.region;
  if (field === '@zone') return agent.zone;
  const value = agent.attributes[field];
  return typeof value === 'number' ? scalarText(value) : value;
}

/** Undefined where the expression is none to this engine, or empty, which Marathon never matches. */
function fullMatch(expression: string, text: string): boolean | undefined {
  if (expression === '' || !isRegularExpression(expression)) return undefined;
  return new RegExp(`^(?:${expression})$`).test(text);
}

function isRegularExpression(value: string | undefined): boolean {
  if (value === undefined || value === '') return false;
  try {
    new RegExp(`^(?:${value})$`);
    return true;
  } catch {
    return false;
  }
}

const isScalar = (text: string) => /^[0-9]+(\.[0-9]+)?$/.test(text);

/** At most three digits after the point, as Marathon compares scalars. */
const scalarText = (value: number) => `${Math.round(value * 1000) / 1000}`;
