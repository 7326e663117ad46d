import { canonicalJson } from '../../../domain/render/json';
import {
  OWNER_LABEL,
  RUN_LABEL,
  type SparkApplicationManifest,
  type SparkApplicationState,
} from '../../../manifest';
import type { Sha256 } from '../../ports';

const DIGITS = 8;

/** What makes another run: everything but what is said about runs as a whole. */
export function generationOf({ spec }: SparkApplicationManifest, sha256: Sha256): string {
  const { paused: _p, deletionPolicy: _d, timeToLiveSeconds: _t, onChange: _o, ...rest } = spec;
  const { marathonCredentials: _m, ...run } = rest;
  return sha256(canonicalJson(run)).slice(0, DIGITS);
}

type Run = Pick<SparkApplicationState, 'generation' | 'attempt'>;

const runKey = ({ generation, attempt }: Run) => `${generation}-${attempt}`;

/** Of the app or the job; each start has its own, so that one cannot be taken for another. */
export function placeOf(name: string, runsOn: SparkApplicationState['runsOn'], run: Run): string {
  const text = `${name}-${runKey(run)}`;
  return runsOn === 'Marathon' ? `/spark-${text}` : text;
}

export const runLabel = (name: string, run: Run) => `SparkApplication/${name}/${runKey(run)}`;

export const runLabels = (name: string, run: Run) => ({
  [OWNER_LABEL]: `SparkApplication/${name}`,
  [RUN_LABEL]: runLabel(name, run),
});
