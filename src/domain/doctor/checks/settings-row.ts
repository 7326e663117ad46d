import { isTrue } from '../../spark/conf-value';
import { type Check, check, type Spot } from '../check';
import type { SettingsSight } from '../parts';

export type SettingsRow = Omit<Check, 'needs' | 'look'> & { of(settings: SettingsSight): readonly Spot[] };

/** What one file of settings says by itself. */
export const row = ({ of, ...said }: SettingsRow): Check =>
  check({ ...said, needs: ['settings'], look: ({ settings }) => settings.flatMap(of) });

interface Told {
  readonly at: string;
  readonly found: string;
  readonly wanted: string;
  readonly fix?: string;
}

export const spot = (
  { where }: SettingsSight,
  { at, found, wanted, fix = 'set it to what is wanted' }: Told,
): Spot => ({ where: `${where}, ${at}`, found, wanted, fix });

export const usesService = ({ properties }: SettingsSight): boolean =>
  isTrue(properties['spark.shuffle.service.enabled']);
