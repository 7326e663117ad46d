import { isAtLeast } from './version';

/**
 * The Java versions that a shuffle service of this Spark runs on, the best first. Spark 2 is made for 8, but its
 * service was seen to run on 11 and 17 (2.4.8); 3.0 to 3.2 need `--add-opens` on 17, later ones bring it along
 * (`JavaModuleOptions`, since 3.3).
 */
export function javaVersions(sparkVersion: string): readonly number[] {
  if (isAtLeast(sparkVersion, '3.3')) return [17, 11, 8];
  if (isAtLeast(sparkVersion, '3.0')) return [11, 8];
  return [8, 11, 17];
}
