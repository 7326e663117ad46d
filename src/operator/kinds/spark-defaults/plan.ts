import { propertiesFile } from '../../../domain/render/properties-file';
import { PORT_PROPERTY, type SparkDefaultsManifest } from '../../../manifest';
import type { Observed } from './observe';

export interface PublishAction {
  readonly do: 'publish-file';
  readonly because: string;
  readonly key: string;
  readonly body: string;
  /** What it replaces; undefined where there is none. */
  readonly etag?: string;
}

/** What should stand there, or undefined while the port is not known. */
export function wantedFile(manifest: SparkDefaultsManifest, o: Observed): string | undefined {
  if (!o.endpoint) return undefined;
  return propertiesFile({ ...manifest.spec.properties, [PORT_PROPERTY]: `${o.endpoint.port}` });
}

export function plan(manifest: SparkDefaultsManifest, o: Observed): readonly PublishAction[] {
  const body = wantedFile(manifest, o);
  if (body === undefined || body === o.file?.body) return [];
  const because = o.file
    ? 'the published file is not what the manifest and the shuffle service say'
    : `${manifest.spec.shuffleService} has an endpoint and nothing is published yet`;
  return [{ do: 'publish-file', because, key: o.key, body, ...(o.file ? { etag: o.file.etag } : {}) }];
}
