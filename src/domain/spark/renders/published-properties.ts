/** Where drivers and executors look for the shuffle service. */
export const SHUFFLE_PORT = 'spark.shuffle.service.port';

/** Properties as applications read them: with the port of the shuffle service that is active. */
export function publishedProperties(
  properties: Readonly<Record<string, string>>,
  port: number,
): Readonly<Record<string, string>> {
  return { ...properties, [SHUFFLE_PORT]: `${port}` };
}
