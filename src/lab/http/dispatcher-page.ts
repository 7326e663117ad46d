import type { Dispatcher } from '../world/dispatcher/dispatcher';
import type { LabResponse } from './route';

/** The first page of a dispatcher's web UI, as far as its tables (MesosClusterPage.scala of apache/spark). */
export function dispatcherPage(dispatcher: Dispatcher): LabResponse {
  const { frameworkId } = dispatcher;
  const tables = [
    table('Queued Drivers:', dispatcher.inState('QUEUED')),
    table('Launched Drivers:', dispatcher.inState('RUNNING')),
    table('Finished Drivers:', dispatcher.inState('FINISHED')),
    table('Supervise drivers waiting for retry:', dispatcher.inState('RETRYING')),
  ];
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html;charset=utf-8' },
    body:
      '<!DOCTYPE html><html><head><title>Spark Drivers for Mesos cluster</title></head><body>' +
      `<p>Mesos Framework ID: ${frameworkId}</p><div class="row-fluid"><div class="span12">` +
      `${tables.join('')}</div></div></body></html>`,
  };
}

function table(heading: string, ids: readonly string[]): string {
  const rows = ids.map((id) => `<tr><td><a href="driver?id=${id}">${id}</a></td></tr>`);
  const head = '<thead><th width="" class="">Driver ID</th></thead>';
  return `<h4>${heading}</h4><table class="table">${head}<tbody>${rows.join('')}</tbody></table>`;
}
