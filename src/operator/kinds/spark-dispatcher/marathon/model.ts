import type { Problem } from '../../../../domain/core/problem';
import type { Difference } from '../../../../domain/marathon/diff';
import type { MarathonDispatcherSpec, SparkDispatcherState } from '../../../../manifest';
import type { PublishedDefaults } from '../../../engine/defaults-reading';
import type { StoredState } from '../../../engine/remembered';
import type { DispatcherView, FrameworkView, MarathonApp, MarathonTask } from '../../../ports';

export type Definition = Readonly<Record<string, unknown>>;

/** A manifest, as far as a dispatcher in Marathon goes by it. */
export interface Declared {
  readonly name: string;
  readonly spec: MarathonDispatcherSpec;
}

/** What is remembered, with what is needed to replace exactly it. */
export type Stored = StoredState<SparkDispatcherState>;

/** What is there of a dispatcher, whether or not its manifest is. */
export interface Sight {
  readonly stored?: Stored;
  /** Undefined where there is no such app. */
  readonly app?: MarathonApp;
  /** Undefined where the app says nothing. */
  readonly owner?: string;
  /** Instances that wait for an offer. */
  readonly queued: number;
  readonly queueReasons: readonly string[];
  /** Its task, while it runs. */
  readonly task?: MarathonTask;
  readonly webUiUrl?: string;
  /** What its page says. */
  readonly view?: DispatcherView;
  /** Why it says nothing. */
  readonly silence?: string;
  /** Its frameworks that Mesos has, the present one last; undefined while Mesos does not tell. */
  readonly frameworks: readonly FrameworkView[] | undefined;
  /** Of the present one, where that is known. */
  readonly frameworkId?: string;
  /**
   * Submissions that wait, run or are to run again, in whatever framework of it, sorted; undefined while that is not
   * known, or was of no interest.
   */
  readonly alive?: readonly string[];
}

export interface Observed extends Sight {
  /** Undefined where the manifest names none; `missing` while they are not published. */
  readonly defaults: PublishedDefaults | 'missing' | undefined;
  /** Why no app can be made of what is published. */
  readonly contradictions: readonly Problem[];
  /** The app to be sent; undefined while the defaults are missing, or contradicted. */
  readonly wanted?: Definition;
  /** Of what the manifest and the defaults say, however it is rendered. */
  readonly hash?: string;
  /** Of the definition that is there. */
  readonly differences: readonly Difference[];
  /** What is wanted is what was sent last, and nobody has changed it since. */
  readonly asSent: boolean;
  /** Why this Marathon would not give it the resources that it asks for. */
  readonly role: readonly Problem[];
  /** An app that this manifest has declared before, in another place, and that is still there. */
  readonly formerId?: string;
}

interface Noted {
  readonly because: string;
  readonly etag: string | undefined;
  /** What is to be remembered; before anything is sent. */
  readonly state: SparkDispatcherState;
}

export interface DriversNote extends Noted {
  readonly do: 'note-drivers';
}

export type DispatcherAction =
  | ({
      readonly do: 'create-app' | 'replace-app';
      readonly app: Definition;
      /** What is to be remembered once Marathon has taken it. */
      readonly after: SparkDispatcherState;
    } & Noted)
  | ({ readonly do: 'note-credentials' | 'note-framework' | 'note-sent' } & Noted)
  | DriversNote
  | {
      readonly do: 'raise-instances' | 'lower-instances' | 'remove-app';
      readonly because: string;
      readonly appId: string;
    }
  | { readonly do: 'stop-deployment'; readonly because: string; readonly deploymentId: string };
