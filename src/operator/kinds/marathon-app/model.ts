import type { Problem } from '../../../domain/core/problem';
import type { Difference } from '../../../domain/marathon/diff';
import type { MarathonAppState } from '../../../manifest';
import type { Deployment, MarathonApp } from '../../ports';

type Definition = Readonly<Record<string, unknown>>;

/** A remembered state with what is needed to replace exactly it. */
export interface Stored {
  readonly value: MarathonAppState;
  readonly etag: string;
}

/** Whose an app is, as its label and the manifest say. */
export type Ownership =
  | { readonly is: 'ours' }
  /** Taken over; the label is written with the next change. */
  | { readonly is: 'adopted' }
  /** `owner` is undefined where the app says nothing. */
  | { readonly is: 'foreign'; readonly owner: string | undefined };

/** The app that is there, held against the declared one. */
export interface Standing {
  readonly app: MarathonApp;
  readonly ownership: Ownership;
  /** Of the definition; `instances` is looked at on its own. */
  readonly differences: readonly Difference[];
  /** Nobody has touched it since we wrote it: the differences are Marathon's own doing. */
  readonly asSent: boolean;
}

/** A deployment that locks the app. */
export interface Lock {
  readonly deployment: Deployment;
  /** We began it, it is of this app alone, and only adds tasks. */
  readonly stoppable: boolean;
  /** Seconds in which neither it nor a task of the app has moved, as far as this process has seen. */
  readonly quietSeconds: number;
}

export interface Observed {
  /** What is to be sent, without `instances`. */
  readonly wanted: Definition;
  /** Of `wanted`. */
  readonly hash: string;
  readonly state?: Stored;
  /** Undefined where there is no such app. */
  readonly standing?: Standing;
  /** An app that this manifest declared before, under another id, and that is still there. */
  readonly formerId?: string;
  /** Why this Marathon would not give it the resources that it asks for. */
  readonly role: readonly Problem[];
  readonly locks: readonly Lock[];
  /** Instances that wait for an offer; the larger of a read before and one after the app. */
  readonly queued: number;
  readonly queueReasons: readonly string[];
}

interface Because {
  readonly because: string;
}

export type AppAction =
  | ({ readonly do: 'create-app' | 'replace-app'; readonly app: Definition } & Because & Remembered)
  | ({
      readonly do: 'raise-instances' | 'lower-instances';
      readonly appId: string;
      readonly to: number;
    } & Because &
      Remembered)
  | ({ readonly do: 'stop-deployment'; readonly deploymentId: string } & Because);

interface Remembered {
  /** What is remembered now. */
  readonly state: Stored | undefined;
}
