import type { Size } from '../core/size';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/**
 * A size in the unit of Mesos' flags: `2GB`, `512MB`. They are binary, whole numbers only
 * (3rdparty/stout/include/stout/bytes.hpp, apache/mesos c1b42f79d).
 */
export function mesosBytes(size: Size): string {
  let count = size.toBytes();
  let unit = 0;
  while (count > 0 && count % 1024 === 0 && unit < UNITS.length - 1) {
    count /= 1024;
    unit += 1;
  }
  return `${count}${UNITS[unit]}`;
}
