import type { Sign } from './sign';
import { AUTHENTICATION_SIGNS } from './signs-authentication';
import { DRIVER_SIGNS } from './signs-driver';
import { EXECUTOR_SIGNS } from './signs-executor';
import { FETCH_SIGNS } from './signs-fetch';
import { HOST_SIGNS } from './signs-host';
import { LOSS_SIGNS } from './signs-loss';
import { SCHEDULING_SIGNS } from './signs-scheduling';
import { SERVICE_SIGNS } from './signs-service';
import { SETTING_SIGNS } from './signs-settings';

/** Every sign that is looked for, in the order in which people read them: driver, executors, service, their host. */
export const SIGNS: readonly Sign[] = [
  ...DRIVER_SIGNS,
  ...LOSS_SIGNS,
  ...SCHEDULING_SIGNS,
  ...SETTING_SIGNS,
  ...EXECUTOR_SIGNS,
  ...FETCH_SIGNS,
  ...AUTHENTICATION_SIGNS,
  ...SERVICE_SIGNS,
  ...HOST_SIGNS,
];

const BY_ID = new Map(SIGNS.map((sign) => [sign.id, sign]));

export function findSign(id: string): Sign | undefined {
  return BY_ID.get(id);
}
