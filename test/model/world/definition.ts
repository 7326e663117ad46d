import { NEVER_KILLS } from '../../../src/domain/marathon/health-check';
import { FIRST_PORT, names } from './names';

/** What of an app's definition decides in the model. */
export interface Facts {
  readonly slot: number;
  /** A deployment waits for the check. */
  readonly checked: boolean;
  /** The executor kills a task whose check fails (11, 55b). */
  readonly checkKills: boolean;
  /** unreachableStrategy {0,0}: a lost task is replaced at once (07). */
  readonly replacesLost: boolean;
  /** This Marathon gets offers of the role that the app accepts. */
  readonly offered: boolean;
}

const known = new Map<number, Facts>();

/** The role that the simulated Marathon can use; others are accepted and never offered (≤1.8). */
const OFFERED = 'shuffle';

interface Definition {
  readonly portDefinitions?: readonly { readonly port: number }[];
  readonly healthChecks?: readonly { readonly maxConsecutiveFailures: number }[];
  readonly unreachableStrategy?: unknown;
  readonly acceptedResourceRoles?: readonly string[];
}

export function factsOf(definition: number): Facts {
  const found = known.get(definition);
  if (found) return found;
  const app = JSON.parse(names.text(definition)) as Definition;
  const checks = app.healthChecks ?? [];
  const facts: Facts = {
    slot: (app.portDefinitions?.[0]?.port ?? FIRST_PORT) - FIRST_PORT,
    checked: checks.length > 0,
    checkKills: checks.some(({ maxConsecutiveFailures }) => maxConsecutiveFailures < NEVER_KILLS),
    replacesLost: app.unreachableStrategy !== 'disabled',
    offered: app.acceptedResourceRoles?.includes(OFFERED) ?? false,
  };
  known.set(definition, facts);
  return facts;
}
