import { z } from 'zod';
import { text } from './settings-words';

const minutes = text.optional();

/** Alarms on what the operator publishes, of every service of the file. */
export const monitoring = z.strictObject({
  topic: z
    .union(
      [
        z.strictObject({ arn: text }),
        z.strictObject({
          emails: z.array(text).optional().describe('Who gets mail, once they have confirmed it.'),
          encryption: z
            .union([z.enum(['own', 'none']), z.strictObject({ kmsKeyArn: text })])
            .optional()
            .describe('By a key of its own, by none, or by one of yours that alarms may use. Default: own.'),
        }),
      ],
      { error: 'wanted arn, or emails and encryption ("own", "none" or kmsKeyArn)' },
    )
    .optional()
    .describe('Whom alarms tell: a topic of SNS that is there, or one that is made.'),
  thresholds: z
    .strictObject({
      agents: z.int().optional().describe('From how many without a service on. Default: 1.'),
      agentsFor: minutes.describe('For how long. Default: "10m".'),
      marathonFor: minutes.describe('How long Marathon answers nothing. Default: "5m".'),
      mesosFor: minutes.describe('The same of Mesos. Default: "5m".'),
      silentFor: minutes.describe('How long no operator works. Default: "5m".'),
    })
    .optional(),
  namespace: text.optional().describe('Of CloudWatch. Default: MesosSpark/ and the path of the operator.'),
  runbook: text.optional().describe('Where people find it; alarms name it.'),
  tags: z.record(z.string(), z.string()).optional(),
});
