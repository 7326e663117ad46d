import { z } from 'zod';

export const text = z.string().min(1);
/** YAML reads `1` and `true` as what they look like; flags and properties are texts in the end. */
export const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'wanted a text, a number or a boolean',
});

export const count = z.int().min(0);

export const texts = z.array(text);
/** Names with values, as labels and properties are. */
export const scalars = z.record(z.string(), scalar);

export const secretArn = text.describe(
  'The ARN of a secret in AWS Secrets Manager, never the secret itself.',
);
export const credentials = z.strictObject({ kind: z.enum(['basic', 'token', 'serviceAccount']), secretArn });
export const marathon = text.describe('URLs separated by commas, or zk://HOSTS/PATH, without a password.');

/** A machine's image, as the operator's and the clients' are said. */
export const machineImage = z.union(
  [
    z.strictObject({ id: text, rootDevice: text.optional() }),
    z.strictObject({ ssmParameter: text, rootDevice: text.optional() }),
  ],
  { error: 'wanted id or ssmParameter' },
);

/** What people write on a manifest. */
export const manifestWords = {
  labels: scalars.optional().describe('Of the manifest.'),
  annotations: scalars.optional().describe('Of the manifest.'),
  paused: z.boolean().optional().describe('True: the operator observes, reports and writes nothing.'),
} as const;
