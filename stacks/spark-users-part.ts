import type { SparkClientProps, ZeppelinInterpreterProps } from '../constructs';
import { credentialsPart } from './cluster-part';
import { defined, texts } from './defined';
import type { Settings } from './settings';

/** What an interpreter's settings say, but for what lies elsewhere in the file. */
export function interpreterPart(
  interpreter: NonNullable<Settings['zeppelinInterpreters']>[string],
): Omit<ZeppelinInterpreterProps, 'store' | 'name' | 'defaults'> {
  const { defaults: _, sparkConf, properties, credentials, ...rest } = interpreter;
  return {
    ...defined(rest),
    ...defined({
      sparkConf: sparkConf && texts(sparkConf),
      properties: properties && texts(properties),
      credentials: credentials && credentialsPart(credentials),
    }),
  };
}

/** The same of machines that submit. */
export function clientPart(
  client: NonNullable<Settings['sparkClients']>[string],
): Omit<SparkClientProps, 'store' | 'cluster' | 'defaults' | 'reachableFrom'> {
  const { defaults: _, reachableFrom: _r, image, ...rest } = client;
  return { ...defined(rest), ...defined({ image: image && defined(image) }) };
}
