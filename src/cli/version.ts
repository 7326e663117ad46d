// A static import, so that a bundle carries the number and needs no package.json beside it.
import { version } from '../../package.json';

/** The version of this package. */
export const packageVersion: string = version;
