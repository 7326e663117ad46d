import type { Duration } from '../core/duration';
import type { Size } from '../core/size';
import type { agentFlagFacts, FlagKind } from './agent-flag-facts';

type Fact = (typeof agentFlagFacts)[number];

/** `gc_delay` as code writes it: `gcDelay`. */
type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** The flags that the group itself decides: its resources, attributes, role, storage and cluster. */
type Owned =
  | 'attributes'
  | 'default_role'
  | 'help'
  | 'master'
  | 'nvidia_gpu_devices'
  | 'resources'
  | 'version'
  | 'work_dir';

type FlagValue<Kind extends FlagKind> = Kind extends readonly string[]
  ? Kind[number]
  : Kind extends 'boolean'
    ? boolean
    : Kind extends 'count' | 'port' | 'fraction'
      ? number
      : Kind extends 'duration'
        ? Duration | string
        : Kind extends 'size'
          ? Size | string
          : Kind extends 'json'
            ? JsonFlag
            : Kind extends 'list'
              ? readonly string[] | string
              : string;

/** An object or list, its JSON text, or `file:///path` of a file on the agent that holds it. */
export type JsonFlag = string | readonly unknown[] | { readonly [key: string]: unknown };

/** Where an agent answers that is told no `port`. */
export const DEFAULT_AGENT_PORT = 5051;

/**
 * Flags of mesos-agent, each under its own name in camel case, `gc_delay` as `gcDelay`. Durations are
 * {@link Duration}s or texts (`2days`, `10mins`), sizes {@link Size}s or texts (`2g`), lists arrays or comma
 * lists. Files with secrets are named by their path on the agent; a secret is never the value of a flag.
 * @default - each flag as Mesos has it, or DC/OS where it sets one
 */
export type AgentFlags = {
  readonly [F in Fact as F['name'] extends Owned ? never : Camel<F['name']>]?: FlagValue<F['is']>;
} & {
  /**
   * What is not known here, by the name that the command line has, for example of a module or of a later
   * Mesos. Taken as it is: Mesos passes over an unknown variable without a word, so a typo has no effect.
   */
  readonly customFlags?: Readonly<Record<string, string>>;
};
