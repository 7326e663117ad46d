import { agents } from './agents';
import { drains } from './drains';
import { faults } from './faults';
import type { Happening } from './happening';
import { operators } from './operators';
import { people } from './people';
import { spark } from './spark';
import { spec } from './spec';
import { tasks } from './tasks';

/** Everything that may happen. */
export const HAPPENINGS: readonly Happening[] = [
  ...agents,
  ...drains,
  ...tasks,
  ...spec,
  ...people,
  ...spark,
  ...faults,
  ...operators,
];
