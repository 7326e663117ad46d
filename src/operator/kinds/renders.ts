import type { Render } from '../engine/rendering';
import { renderMarathonApp } from './marathon-app/render';
import { renderScheduledSparkApplication } from './scheduled-spark-application/render';
import { renderShuffleService } from './shuffle-service/render';
import { renderSparkApplication } from './spark-application/render';
import { renderSparkDefaults } from './spark-defaults/render';
import { renderSparkDispatcher } from './spark-dispatcher/render';
import { renderZeppelinInterpreter } from './zeppelin-interpreter/render';

/** By kind: what is made of its manifests. A kind that is not here makes nothing that could be printed. */
export const renders = {
  MarathonApp: renderMarathonApp,
  ScheduledSparkApplication: renderScheduledSparkApplication,
  ShuffleService: renderShuffleService,
  SparkApplication: renderSparkApplication,
  SparkDefaults: renderSparkDefaults,
  SparkDispatcher: renderSparkDispatcher,
  ZeppelinInterpreter: renderZeppelinInterpreter,
} as const;

/** Of a manifest that its kind's schema has read. */
export function renderOf(kind: string): Render<never> | undefined {
  const known: Readonly<Record<string, Render<never>>> = renders;
  return Object.hasOwn(known, kind) ? known[kind] : undefined;
}
