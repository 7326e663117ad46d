export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface PortDefinition {
  readonly port: number;
  readonly name?: string;
  readonly protocol: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export type UnreachableStrategy =
  | 'disabled'
  | { readonly inactiveAfterSeconds: number; readonly expungeAfterSeconds: number };

export interface HealthCheck {
  readonly protocol: string;
  readonly port?: number;
  readonly portIndex?: number;
  readonly command?: Json;
  readonly path?: string;
  readonly gracePeriodSeconds: number;
  readonly intervalSeconds: number;
  readonly maxConsecutiveFailures: number;
  readonly timeoutSeconds: number;
  readonly delaySeconds: number;
  readonly ipProtocol: string;
}

/**
 * An app as Marathon keeps it, with every default filled in. `other` holds the fields that the lab only carries:
 * they are shown and compared, and decide nothing.
 */
export interface AppDefinition {
  readonly id: string;
  readonly acceptedResourceRoles?: readonly string[];
  readonly backoffFactor: number;
  readonly backoffSeconds: number;
  readonly cmd?: string;
  readonly constraints: readonly (readonly string[])[];
  readonly cpus: number;
  readonly disk: number;
  readonly gpus: number;
  readonly mem: number;
  readonly instances: number;
  readonly healthChecks: readonly HealthCheck[];
  readonly labels: Readonly<Record<string, string>>;
  readonly maxLaunchDelaySeconds: number;
  readonly portDefinitions?: readonly PortDefinition[];
  readonly requirePorts: boolean;
  readonly upgradeStrategy: { readonly maximumOverCapacity: number; readonly minimumHealthCapacity: number };
  readonly killSelection: 'YOUNGEST_FIRST' | 'OLDEST_FIRST';
  readonly unreachableStrategy: UnreachableStrategy;
  /** Absent before 1.9, which knows one role only. */
  readonly role?: string;
  readonly other: JsonObject;
}

/** A definition with the times by which Marathon tells its versions apart. */
export interface App {
  readonly definition: AppDefinition;
  readonly version: string;
  readonly lastScalingAt: string;
  readonly lastConfigChangeAt: string;
}

/** The path of the group that an app or group lies in: `/shuffle/deep` for `/shuffle/deep/er`, `/` at the top. */
export function parentOf(id: string): string {
  return id.slice(0, Math.max(1, id.lastIndexOf('/')));
}

/** The first segment of a path that has one below it: `shuffle` for `/shuffle/deep/er`, none for `/app`. */
export function topGroupOf(appId: string): string | undefined {
  const segments = appId.split('/').filter((segment) => segment !== '');
  return segments.length > 1 ? segments[0] : undefined;
}

/** Whether two definitions are the same but for the number of instances. */
export function sameConfig(a: AppDefinition, b: AppDefinition): boolean {
  return canonical({ ...a, instances: 0 }) === canonical({ ...b, instances: 0 });
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
