import { propertiesFile } from '../../../domain/render/properties-file';
import {
  type Endpoint,
  type EndpointUse,
  PORT_PROPERTY,
  type SparkDefaultsManifest,
} from '../../../manifest';

/**
 * The published file. Its comment says for people, and for us at the next pass, which app the port belongs to: what
 * stands there may be older than the endpoint.
 */
export function fileText(manifest: SparkDefaultsManifest, endpoint: Endpoint): string {
  const { service, appId, port } = endpoint;
  const properties = propertiesFile({ ...manifest.spec.properties, [PORT_PROPERTY]: `${port}` });
  return `# Shuffle service ${service}, app ${appId}, port ${port}. Written by mesos-spark.\n${properties}`;
}

/** What a published file makes applications use; undefined where it does not say. */
export function useOf(body: string): EndpointUse | undefined {
  const found = /^# Shuffle service (\S+), app (\S+), port (\d+)\./.exec(body);
  const [, service, appId, port] = found ?? [];
  return service === undefined || appId === undefined ? undefined : { service, appId, port: Number(port) };
}
