import type { InterpreterProperties } from '../../../domain/zeppelin/interpreter-property';
import {
  distinctUses,
  type EndpointUse,
  PORT_PROPERTY,
  serviceStateSchema,
  stateStoreKeys,
} from '../../../manifest';
import type { ObjectStore } from '../../ports';

/** Spark's own, where only the service is asked for. */
const DEFAULT_PORT = '7337';

/**
 * What an interpreter uses by the port among its properties: every app of a shuffle service that is or may be on that
 * port. So an interpreter that people have set up by hand is known to use a service, too.
 */
export async function usesOf(
  properties: InterpreterProperties,
  store: ObjectStore,
): Promise<readonly EndpointUse[]> {
  const port = portOf(properties);
  if (port === undefined) return [];
  const uses: EndpointUse[] = [];
  for (const { key } of await store.list(stateStoreKeys.statePrefix('ShuffleService'))) {
    const found = await store.get(key);
    const state = found && parsed(found.body);
    if (!state) continue;
    for (const placed of [state.active, state.green, ...state.retiring]) {
      if (placed && `${placed.port}` === port) {
        uses.push({ service: state.service, appId: placed.appId, port: placed.port });
      }
    }
  }
  return distinctUses(uses);
}

function portOf(properties: InterpreterProperties): string | undefined {
  const port = textOf(properties, PORT_PROPERTY);
  if (port !== undefined && port !== '') return port;
  return textOf(properties, 'spark.shuffle.service.enabled') === 'true' ? DEFAULT_PORT : undefined;
}

function textOf(properties: InterpreterProperties, name: string): string | undefined {
  const value = Object.hasOwn(properties, name) ? properties[name]?.value : undefined;
  return value === undefined || value === null ? undefined : `${value}`.trim();
}

/** As we read it: what is remembered of a service that cannot be read holds nothing back here. */
function parsed(body: string) {
  try {
    return serviceStateSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
