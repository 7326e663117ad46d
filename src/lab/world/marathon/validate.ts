import type { AppDefinition } from './app';
import type { Detail } from './failure';

const OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'MAX_PER', 'UNLIKE', 'IS'];
/** Operators that are nothing without a value. */
const NEED_VALUE = ['CLUSTER', 'LIKE', 'MAX_PER', 'UNLIKE', 'IS'];

/** What Marathon refuses in an app whose shape is right, with its own words and paths (AppValidation.scala). */
export function validateApp(app: AppDefinition): readonly Detail[] {
  return [...command(app), ...constraints(app), ...unreachable(app), ...healthChecks(app)];
}

function command(app: AppDefinition): readonly Detail[] {
  const args = app.other['args'];
  const runs = app.cmd !== undefined || (Array.isArray(args) && args.length > 0);
  if (!runs && app.other['container'] === undefined) {
    return [at('/', "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.")];
  }
  if (app.cmd !== undefined && Array.isArray(args)) {
    return [at('/', "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.")];
  }
  return app.cmd !== undefined && app.cmd.length <= 1 ? [at('/cmd', 'must not be an empty string')] : [];
}

function constraints(app: AppDefinition): readonly Detail[] {
  return app.constraints.flatMap((constraint) => {
    const [, operator, value] = constraint;
    if (constraint.length < 2 || constraint.length > 3) {
      return [at('/constraints', 'Each constraint must have either 2 or 3 fields')];
    }
    if (operator === undefined || !OPERATORS.includes(operator)) {
      return [
        at(
          '/constraints',
          'operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS',
        ),
      ];
    }
    if (value === undefined) {
      return NEED_VALUE.includes(operator) ? [at('/constraints', 'Missing value for constraint')] : [];
    }
    return operator.endsWith('LIKE') && !isPattern(value)
      ? [at('/constraints', `Invalid regular expression: ${value}`)]
      : [];
  });
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function unreachable(app: AppDefinition): readonly Detail[] {
  const strategy = app.unreachableStrategy;
  if (strategy === 'disabled' || strategy.inactiveAfterSeconds <= strategy.expungeAfterSeconds) return [];
  return [
    at(
      '/unreachableStrategy/inactiveAfterSeconds',
      `inactiveAfterSeconds (${strategy.inactiveAfterSeconds}) must be less or equal to ` +
        `expungeAfterSeconds, which is ${strategy.expungeAfterSeconds}`,
    ),
  ];
}

function healthChecks(app: AppDefinition): readonly Detail[] {
  const byMesos = app.healthChecks.filter((check) => check.protocol.startsWith('MESOS_'));
  const count = app.portDefinitions?.length ?? Number.POSITIVE_INFINITY;
  return [
    ...(byMesos.length > 1 ? [at('/', 'AppDefinition can contain at most one Mesos health check')] : []),
    ...app.healthChecks.flatMap((check, i) =>
      check.portIndex !== undefined && check.portIndex >= count
        ? [
            at(
              `/healthChecks(${i})`,
              'Health check port indices must address an element of the ports array or container port mappings.',
            ),
          ]
        : [],
    ),
  ];
}

function at(path: string, error: string): Detail {
  return { path, errors: [error] };
}
