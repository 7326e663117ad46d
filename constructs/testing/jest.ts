import type { Reserved } from './reservations';

/** Types of the matchers for jest's global `expect`. */
declare global {
  namespace jest {
    // The names of the parameters are jest's own: declarations of one interface have to agree.
    // biome-ignore lint/complexity/noBannedTypes: as in @types/jest
    interface Matchers<R, T = {}> {
      /** Some agents reserve this for the role. */
      toReserve(role: string, figures?: Reserved): R;
      /** The stack declares that shuffle service; `spec` is compared as `toMatchObject` does. */
      toRunShuffleService(name: string, spec?: object): R;
      /** The stack writes that manifest; `partial` is compared as `toMatchObject` does. */
      toHaveManifest(kind: string, name: string, partial?: object): R;
    }
  }
}
