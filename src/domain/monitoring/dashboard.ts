import { frameworkRow } from './framework-panels';
import { manifestRow } from './manifest-panels';
import { operatorRow } from './operator-panels';
import type { Panel, Query, Row } from './panel';
import { serviceRow } from './service-panels';

export const dashboardRows: readonly Row[] = [serviceRow, manifestRow, operatorRow, frameworkRow];

const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const COLUMNS = 24;
const HEIGHTS = { stat: 4, timeseries: 8, table: 8 };

/** A dashboard as Grafana imports it (from 9.0 on), as plain data. Its ids are places, so they do not change. */
export function dashboard(): object {
  const panels: object[] = [];
  let y = 0;
  for (const row of dashboardRows) {
    const gridPos = { h: 1, w: COLUMNS, x: 0, y };
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos,
      panels: [],
    });
    y += 1;
    for (const line of lines(row.panels)) {
      let x = 0;
      const h = Math.max(...line.map(({ type }) => HEIGHTS[type]));
      for (const panel of line) {
        panels.push({ id: panels.length + 1, gridPos: { h, w: panel.width, x, y }, ...drawn(panel) });
        x += panel.width;
      }
      y += h;
    }
  }
  return {
    title: 'Spark shuffle services on Mesos',
    uid: 'mesos-spark',
    tags: ['mesos', 'spark'],
    schemaVersion: 36,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: '',
    templating: { list: variables() },
    panels,
  };
}

/** As many panels side by side as fit. */
function lines(panels: readonly Panel[]): readonly (readonly Panel[])[] {
  const all: Panel[][] = [];
  let room = 0;
  for (const panel of panels) {
    if (panel.width > room) {
      all.push([]);
      room = COLUMNS;
    }
    all.at(-1)?.push(panel);
    room -= panel.width;
  }
  return all;
}

function drawn({ title, help, type, unit = 'short', stacked, red, queries }: Panel): object {
  return {
    ...{ title, type, datasource: DATASOURCE },
    ...(help === undefined ? {} : { description: help }),
    fieldConfig: {
      defaults: {
        unit,
        ...(red ? { thresholds: thresholds(red), color: { mode: 'thresholds' } } : {}),
        ...(type === 'timeseries'
          ? {
              min: 0,
              custom: stacked ? { stacking: { mode: 'normal' }, fillOpacity: 60 } : { fillOpacity: 0 },
            }
          : {}),
      },
      overrides: [],
    },
    ...(type === 'table'
      ? { transformations: [{ id: 'organize', options: { excludeByName: { Time: true } } }] }
      : {}),
    targets: queries.map((query, i) => target(query, { type, refId: String.fromCharCode(65 + i) })),
  };
}

function thresholds(red: NonNullable<Panel['red']>): object {
  const steps =
    'from' in red
      ? [
          { color: 'green', value: null },
          { color: 'red', value: red.from },
        ]
      : [
          { color: 'red', value: null },
          { color: 'green', value: red.below + 1 },
        ];
  return { mode: 'absolute', steps };
}

function target({ expr, legend }: Query, { type, refId }: { type: Panel['type']; refId: string }): object {
  const now = type === 'timeseries' ? { range: true } : { instant: true, range: false };
  const format = type === 'table' ? { format: 'table' } : { legendFormat: legend };
  return { refId, datasource: DATASOURCE, expr, ...now, ...format };
}

function variables(): readonly object[] {
  const query = 'label_values(mesos_spark_leads, job)';
  return [
    { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
    {
      ...{ name: 'job', label: 'Cluster', type: 'query', datasource: DATASOURCE },
      ...{ definition: query, query: { query, refId: 'job' }, refresh: 2, sort: 1 },
      ...{ multi: true, includeAll: true },
    },
  ];
}
