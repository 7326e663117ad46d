import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The build puts the jobs into the bundle in place of this name: a bundle has no files beside it. */
declare const MESOS_SPARK_VERIFY_JOBS: Readonly<Record<string, string>> | undefined;

const NAMES = { python: 'group_by_key.py', scala: 'group-by-key.scala' } as const;

/** The job of `mesos-spark verify` in a language: its file's name and its text. */
export function verifyJob(language: keyof typeof NAMES): { readonly name: string; readonly text: string } {
  const name = NAMES[language];
  const carried = typeof MESOS_SPARK_VERIFY_JOBS === 'undefined' ? undefined : MESOS_SPARK_VERIFY_JOBS[name];
  return { name, text: carried ?? readFileSync(path.join(__dirname, 'verify-jobs', name), 'utf8') };
}
