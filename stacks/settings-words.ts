import { z } from 'zod';

export const text = z.string().min(1);
/** YAML reads `1` and `true` as what they look like; flags and properties are texts in the end. */
export const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'wanted a text, a number or a boolean',
});

export const count = z.int().min(0);
