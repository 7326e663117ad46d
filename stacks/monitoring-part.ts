import type { ShuffleMonitoringProps } from '../constructs';
import { defined } from './defined';
import type { Settings } from './settings';

/** What the settings of the alarms say, but for whose they are. */
export function monitoringPart({
  topic,
  thresholds,
  ...rest
}: NonNullable<Settings['monitoring']>): Omit<ShuffleMonitoringProps, 'operator' | 'services'> {
  return {
    ...defined(rest),
    ...defined({ topic: topic && defined(topic), thresholds: thresholds && defined(thresholds) }),
  };
}
