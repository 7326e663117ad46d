import type { EndpointUse } from './status';

/** What a published file says of itself in its first line. Files of before say the first alone. */
export interface PublishedOrigin {
  readonly use: EndpointUse;
  /** The directory of the host that the service shares with executors. */
  readonly sharedDirectory?: string | undefined;
  /** Of the applications that the file is for. */
  readonly sparkVersion?: string | undefined;
}

/**
 * Says for people, and for whoever hands the file on, which app its port belongs to, what that shares with executors,
 * and for which Spark it is: the first line of the file. Older readers read no further than the port.
 */
export function publishedHeader({
  service,
  appId,
  port,
  sharedDirectory,
  sparkVersion,
}: EndpointUse & Omit<PublishedOrigin, 'use'>): string {
  // As JSON they hold no line break, which would end the comment.
  const shares = sharedDirectory === undefined ? '' : ` It shares ${JSON.stringify(sharedDirectory)}.`;
  const version = sparkVersion === undefined ? '' : ` For Spark ${JSON.stringify(sparkVersion)}.`;
  return `# Shuffle service ${service}, app ${appId}, port ${port}.${shares}${version} Written by mesos-spark.\n`;
}

const TEXT = String.raw`("(?:[^"\\\n]|\\.)*")`;
const HEADER = new RegExp(
  String.raw`^# Shuffle service (\S+), app (\S+), port (\d+)\.(?: It shares ${TEXT}\.)?(?: For Spark ${TEXT}\.)?`,
);

/** What a published file says of itself; undefined where it does not. */
export function originOf(body: string): PublishedOrigin | undefined {
  const [, service, appId, port, shared, spark] = HEADER.exec(body) ?? [];
  if (service === undefined || appId === undefined) return undefined;
  const [sharedDirectory, sparkVersion] = [textIn(shared), textIn(spark)];
  return {
    use: { service, appId, port: Number(port) },
    ...(sharedDirectory === undefined ? {} : { sharedDirectory }),
    ...(sparkVersion === undefined ? {} : { sparkVersion }),
  };
}

/** What a published file makes applications use; undefined where it does not say. */
export function useOf(body: string): EndpointUse | undefined {
  return originOf(body)?.use;
}

/** Somebody may have changed the line. */
function textIn(json: string | undefined): string | undefined {
  try {
    return json === undefined ? undefined : String(JSON.parse(json));
  } catch {
    return undefined;
  }
}
