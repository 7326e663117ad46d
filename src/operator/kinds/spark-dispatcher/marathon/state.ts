import { canonicalJson } from '../../../../domain/render/json';
import {
  distinctUses,
  type EndpointUse,
  type SparkDispatcherState,
  sparkDispatcherStateSchema,
} from '../../../../manifest';
import { rememberedBy } from '../../../engine/remembered';

export const { readState, remember, overtaken } = rememberedBy('SparkDispatcher', sparkDispatcherStateSchema);

export const sameUse = (a: EndpointUse | undefined, b: EndpointUse | undefined) =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Every shuffle service that a driver of it may use, each once. */
export function usesOf(state: SparkDispatcherState | undefined): readonly EndpointUse[] {
  if (!state) return [];
  const { use, next, former } = state;
  return distinctUses([...(use ? [use] : []), ...(next ? [next] : []), ...former.map((one) => one.use)]);
}

/** Before an app is sent that may name another service: who was announced and never heard of may be in use. */
export function announced(state: SparkDispatcherState, use: EndpointUse | undefined): SparkDispatcherState {
  const { next: before, ...rest } = state;
  const lost = before && !sameUse(before, use) ? [{ use: before }] : [];
  return { ...rest, former: [...state.former, ...lost], ...(use ? { next: use } : {}) };
}

/** Once the app is in place: drivers that are there by then may have been told the service before. */
export function taken(state: SparkDispatcherState, use: EndpointUse | undefined): SparkDispatcherState {
  const { next: announcedUse, use: before, ...rest } = state;
  const gone = [before, announcedUse].flatMap((one) => (one && !sameUse(one, use) ? [{ use: one }] : []));
  return { ...rest, former: [...state.former, ...gone], ...(use ? { use } : {}) };
}
