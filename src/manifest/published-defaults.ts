import type { EndpointUse } from './status';

/** Says for people, and for whoever hands the file on, which app its port belongs to: the first line of the file. */
export function publishedHeader({ service, appId, port }: EndpointUse): string {
  return `# Shuffle service ${service}, app ${appId}, port ${port}. Written by mesos-spark.\n`;
}

/** What a published file makes applications use; undefined where it does not say. */
export function useOf(body: string): EndpointUse | undefined {
  const found = /^# Shuffle service (\S+), app (\S+), port (\d+)\./.exec(body);
  const [, service, appId, port] = found ?? [];
  return service === undefined || appId === undefined ? undefined : { service, appId, port: Number(port) };
}
