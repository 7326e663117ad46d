import { normalizeApp } from '../../../../domain/marathon/app';
import { canonicalJson } from '../../../../domain/render/json';
import { OWNER_LABEL } from '../../../../manifest';
import type { MarathonApp, Sha256 } from '../../../ports';
import type { Declared, Definition } from './model';

export const ownerOf = (name: string) => `SparkDispatcher/${name}`;

/** Whose the app says that it is. */
export function ownerIn({ definition }: MarathonApp): string | undefined {
  return ((definition['labels'] ?? {}) as Readonly<Record<string, string>>)[OWNER_LABEL];
}

const DIGITS = 16;

/** Of what is said about the dispatcher, not of how this version of the operator renders it. */
export function saidHash(
  { spec }: Declared,
  defaults: Readonly<Record<string, string>>,
  sha256: Sha256,
): string {
  const { paused: _p, deletionPolicy: _d, upgrade: _u, marathonCredentials: _m, ...run } = spec;
  return sha256(canonicalJson({ run, defaults })).slice(0, DIGITS);
}

/** Of what a definition means, without the number of instances. */
export function definitionHash(definition: Definition, sha256: Sha256): string {
  return sha256(canonicalJson(normalizeApp({ ...definition, instances: 0 }))).slice(0, DIGITS);
}
