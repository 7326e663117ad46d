import { sparkApplicationStateSchema } from '../../../manifest';
import { rememberedBy } from '../../engine/remembered';

export const { readState, remember, overtaken } = rememberedBy(
  'SparkApplication',
  sparkApplicationStateSchema,
);
