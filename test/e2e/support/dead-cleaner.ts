import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Options of a JVM whose cleaner dies at its start. */
export function deadCleaner(folder: string): readonly string[] {
  const source = path.join(__dirname, '../shuffle-service/DeadCleaner.java');
  execFileSync('javac', ['-d', folder, source]);
  writeFileSync(path.join(folder, 'manifest'), 'Premain-Class: DeadCleaner\n');
  const jar = path.join(folder, 'dead.jar');
  execFileSync('jar', ['cfm', jar, path.join(folder, 'manifest'), '-C', folder, 'DeadCleaner.class']);
  return [
    `-javaagent:${jar}`,
    '--add-opens=java.base/java.lang=ALL-UNNAMED',
    '--add-opens=java.base/java.util.concurrent=ALL-UNNAMED',
  ];
}
