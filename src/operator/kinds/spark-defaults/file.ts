import { propertiesFile } from '../../../domain/render/properties-file';
import { publishedProperties } from '../../../domain/spark/renders/published-properties';
import { sparkEnvText } from '../../../domain/spark/renders/spark-env';
import { type Endpoint, publishedHeader, type SparkDefaultsManifest } from '../../../manifest';
import type { Sha256 } from '../../ports';

/** The texts that are published together. */
export interface Texts {
  /** `spark-defaults.conf`. */
  readonly conf: string;
  /** `spark-env.sh`. */
  readonly env: string;
}

/**
 * The published files. Their first line says for people, and of the properties for us at the next pass, which app the
 * port belongs to, and what own properties are held against: what stands there may be older than the endpoint.
 */
export function textsOf({ spec }: SparkDefaultsManifest, endpoint: Endpoint): Texts {
  const head = publishedHeader({ ...endpoint, sparkVersion: spec.sparkVersion });
  return {
    conf: `${head}${propertiesFile(publishedProperties(spec.properties, endpoint.port))}`,
    env: `${head}${sparkEnvText(spec.env ?? {})}`,
  };
}

/** Digits of a digest that tell versions apart. */
const DIGITS = 12;

/** What both are called together: no text holds a NUL, so equal names are equal pairs. */
export function versionOf({ conf, env }: Texts, sha256: Sha256): string {
  return sha256(`${conf}\0${env}`).slice(0, DIGITS);
}

/** The version that `published/NAME/current` names; undefined where it names none. */
export function versionNamed(pointer: string): string | undefined {
  return /^([0-9a-f]{12})\n$/.exec(pointer)?.[1];
}
