import { sparkPackageStateSchema } from '../../../../manifest';
import { rememberedBy } from '../../../engine/remembered';

export const { readState, remember, overtaken } = rememberedBy('SparkDispatcher', sparkPackageStateSchema);
