import type { Kind } from '../engine/kind';
import { agentDrain } from './agent-drain';
import { marathonApp } from './marathon-app';
import { scheduledSparkApplication } from './scheduled-spark-application';
import { shuffleService } from './shuffle-service';
import { sparkApplication } from './spark-application';
import { sparkDefaults } from './spark-defaults';
import { sparkDispatcher } from './spark-dispatcher';
import { zeppelinInterpreter } from './zeppelin-interpreter';

/**
 * Every kind, in the order in which a pass works on them: an agent that is to go is known to all that comes after, a Marathon of its own comes before what runs on it,
 * defaults publish what services have decided, and interpreters, dispatchers and applications are given what is published.
 */
export const kinds: readonly Kind[] = [
  agentDrain,
  marathonApp,
  shuffleService,
  sparkDefaults,
  zeppelinInterpreter,
  sparkDispatcher,
  sparkApplication,
  scheduledSparkApplication,
];
