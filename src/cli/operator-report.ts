import type { Report } from '../operator/engine/report';
import { EXIT, type ExitCode } from './io';
import { table } from './table';

/** What `--once` and `--dry-run` print: one row a manifest, then one row a write. */
export function reportText(reports: readonly Report[], dryRun: boolean): string {
  if (reports.length === 0) return 'no manifests\n';
  const summary = reports.map(({ kind, name, outcome, because }) => [kind, name, outcome, because]);
  const writes = reports.flatMap(({ kind, name, did, planned }) => [
    ...did.map((action) => [kind, name, action.do, action.because]),
    ...(dryRun ? planned : []).map((action) => [kind, name, action.do, action.because]),
  ]);
  const head = table([['KIND', 'NAME', 'OUTCOME', 'BECAUSE'], ...summary]) + warningsText(reports);
  if (writes.length === 0) return `${head}\n${dryRun ? 'nothing would be written' : 'nothing was written'}\n`;
  return `${head}\n${table([['KIND', 'NAME', dryRun ? 'WOULD' : 'DID', 'BECAUSE'], ...writes])}`;
}

/** Not the notes: those hold for everybody, and the status has them. */
function warningsText(reports: readonly Report[]): string {
  const rows = reports.flatMap(({ kind, name, warnings = [] }) =>
    warnings
      .filter(({ severity }) => severity === 'warning')
      .map(({ reason, message }) => [kind, name, reason, message]),
  );
  return rows.length === 0 ? '' : `\n${table([['KIND', 'NAME', 'WARNING', 'MESSAGE'], ...rows])}`;
}

export function reportJson(reports: readonly Report[], dryRun: boolean): string {
  return `${JSON.stringify({ dryRun, manifests: reports }, undefined, 2)}\n`;
}

/** 0 all is as declared; 1 something failed or was refused; 3 something waits. */
export function exitCodeOf(reports: readonly Report[]): ExitCode {
  if (reports.some(({ outcome }) => outcome === 'failed' || outcome === 'refused')) return EXIT.failed;
  return reports.every(({ outcome }) => outcome === 'settled') ? EXIT.done : EXIT.notYet;
}
