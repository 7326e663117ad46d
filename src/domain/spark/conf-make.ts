import type { ConfEntry, ConfReader, ConfType } from './conf-entry';

type Further = Omit<ConfEntry, 'key' | 'type' | 'default' | 'readBy'>;
type Default = string | undefined;
type Readers = readonly ConfReader[];

const make =
  (type: ConfType) =>
  (key: string, value: Default, readBy: Readers, further: Further = {}): ConfEntry => ({
    key,
    type,
    ...(value === undefined ? {} : { default: value }),
    readBy,
    ...further,
  });

export const bool = make({ is: 'bool' });
export const int = make({ is: 'int' });
export const double = make({ is: 'double' });
export const text = make({ is: 'string' });
export const list = make({ is: 'list' });

type Rest = [value: Default, readBy: Readers, further?: Further];

export const enumeration = (key: string, of: readonly string[], ...rest: Rest): ConfEntry =>
  make({ is: 'enum', of })(key, ...rest);

/** `unit` is that of a bare number. */
export const duration = (key: string, unit: 'ms' | 's', ...rest: Rest): ConfEntry =>
  make({ is: 'duration', unit })(key, ...rest);

/** `unit` is that of a bare number. */
export const size = (key: string, unit: 'b' | 'k' | 'm', ...rest: Rest): ConfEntry =>
  make({ is: 'size', unit })(key, ...rest);
