import { propertiesFile } from '../../../domain/render/properties-file';
import { publishedProperties } from '../../../domain/spark/renders/published-properties';
import { sparkEnvText } from '../../../domain/spark/renders/spark-env';
import { type Endpoint, publishedHeader, type SparkDefaultsManifest } from '../../../manifest';

/** The texts that are published together. */
export interface Texts {
  /** `spark-defaults.conf`. */
  readonly conf: string;
  /** `spark-env.sh`. */
  readonly env: string;
}

/**
 * The published files. Their first line says for people, and of the properties for us at the next pass, which app the
 * port belongs to: what stands there may be older than the endpoint.
 */
export function textsOf({ spec }: SparkDefaultsManifest, endpoint: Endpoint): Texts {
  const head = publishedHeader(endpoint);
  return {
    conf: `${head}${propertiesFile(publishedProperties(spec.properties, endpoint.port))}`,
    env: `${head}${sparkEnvText(spec.env ?? {})}`,
  };
}

/** What both are called together: no text holds a NUL, so equal names are equal pairs. */
export function versionText({ conf, env }: Texts): string {
  return `${conf}\0${env}`;
}
