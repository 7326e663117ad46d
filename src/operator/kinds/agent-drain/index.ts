import { type AgentDrainManifest, agentDrainManifest, parseBySchema } from '../../../manifest';
import { defineKind } from '../../engine/kind';
import { apply } from './apply';
import { judge } from './judge';
import type { DrainAction, Observed } from './model';
import { observe } from './observe';
import { plan } from './plan';
import { leftovers, removal } from './removal';

/** Takes an agent out of service: no new executors, the shuffle service last, once nobody needs its files. */
export const agentDrain = defineKind<AgentDrainManifest, Observed, DrainAction>({
  kind: 'AgentDrain',
  beginsWithAgents: true,
  removedInPlace: true,
  announced: true,
  parse: (input) => parseBySchema(agentDrainManifest, input),
  paused: (manifest) => manifest.spec.paused,
  observe,
  plan,
  judge,
  apply: (action, manifest, world) => apply(action, manifest.metadata.name, world),
  // What is left is always looked after, until it is over.
  deleted: () => ({ type: 'Ready', status: 'False', reason: 'Retained', message: 'the manifest is gone' }),
  removal,
  leftovers,
});
