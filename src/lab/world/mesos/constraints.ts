/** `attribute:value,value;attribute`, as in `spark.mesos.constraints`. */
export function readConstraints(text: string): Readonly<Record<string, readonly string[]>> {
  const parts = text.split(';').filter((part) => part !== '');
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', values = ''] = part.split(':');
      return [name, values.split(',').filter((value) => value !== '')];
    }),
  );
}
