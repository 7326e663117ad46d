import { type Check, check, type Spot } from '../check';
import { type ServiceApp, serviceApps } from '../service-app';

export { atApp } from '../service-app';

type Row = Omit<Check, 'needs' | 'look'> & { of(service: ServiceApp): readonly Spot[] };

/** What one app says by itself, judged app by app. */
export const row = ({ of, ...said }: Row): Check =>
  check({ ...said, needs: ['apps'], look: ({ apps }) => serviceApps(apps).flatMap(of) });

/** How anything but the number of instances is mended. */
export const BLUE_GREEN =
  'change it in a second app on another reserved port and retire this one when it is unused: every change but instances restarts all tasks, and a restart breaks running applications';
