import { z } from 'zod';
import { scalar, text } from './settings-words';

const texts = z.array(text).optional();

/** What applications are told besides single properties. */
export const sparkDefaultsParts = {
  preset: z
    .enum(['batch', 'interactive', 'service'])
    .optional()
    .describe('Figures for a kind of application.'),
  eventLog: z
    .strictObject({ directory: text, compress: z.boolean().optional() })
    .optional()
    .describe('Where applications write what the history server shows.'),
  authentication: z
    .strictObject({ encryption: z.enum(['Aes', 'Sasl']).optional() })
    .optional()
    .describe('As the shuffle service. The secret itself is never said here.'),
  libraries: z.strictObject({ jars: texts, classPath: texts, libraryPath: texts }).optional(),
  env: z
    .strictObject({
      localDirs: texts,
      nativeLibrary: text.optional(),
      libraryPath: texts,
      classPath: texts,
      hadoopConfDir: text.optional(),
      javaHome: text.optional(),
      python: text.optional(),
      variables: z.record(z.string(), scalar).optional(),
    })
    .optional()
    .describe('What the published spark-env.sh says. No secrets.'),
} as const;
