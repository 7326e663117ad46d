import { propertiesFile } from '../../../domain/render/properties-file';
import { type Endpoint, PORT_PROPERTY, publishedHeader, type SparkDefaultsManifest } from '../../../manifest';

/**
 * The published file. Its comment says for people, and for us at the next pass, which app the port belongs to: what
 * stands there may be older than the endpoint.
 */
export function fileText(manifest: SparkDefaultsManifest, endpoint: Endpoint): string {
  const properties = { ...manifest.spec.properties, [PORT_PROPERTY]: `${endpoint.port}` };
  return publishedHeader(endpoint) + propertiesFile(properties);
}
