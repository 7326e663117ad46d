import type { MarathonInfo } from '../../domain/marathon/role-form';
import type { Endpoint } from '../../manifest';
import type { Sha256 } from '../ports';
import type { PublishedDefaults } from './defaults-reading';

/** Something that a kind makes of a manifest, as it is sent or written. */
export interface Rendered {
  /** For people: `app of Marathon`. */
  readonly what: string;
  /** The request, or the key in the state store. */
  readonly where: string;
  /** A document, or the text of a file. */
  readonly content: unknown;
}

/** What a kind would look up elsewhere; whoever renders without a cluster answers as well as it can. */
export interface Surroundings {
  /** What is published under the name of a SparkDefaults; undefined where nothing is known of it. */
  defaults(name: string): PublishedDefaults | undefined;
  /** Where a shuffle service is. */
  endpoint(service: string): Endpoint;
  /** Of the Marathon of a service with this role. */
  marathon(role: string): MarathonInfo;
  readonly sha256: Sha256;
}

/**
 * What the operator makes of a manifest that it sees for the first time. Pure, and by the same functions.
 * @throws ProblemError where nothing can be made of it
 */
export type Render<M> = (manifest: M, around: Surroundings) => readonly Rendered[];
