import { MemoryStore } from '../../operator/support/memory-store';
import { HOUR, type Scenario } from './scenario';
import { JOB } from './watched-bed';

const one = { job: JOB, instance: 'op-1' };

/** Troubles of the operator, of its stores and of the servers that it asks. */
export const operatorScenarios: readonly Scenario[] = [
  {
    title: 'the only operator has ended',
    trouble: async (at) => {
      await at.stopOperator('op-1');
      await at.minutes(2);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkNoOperatorLeads', after: 5, labels: { job: JOB } }],
  },
  {
    title: 'operators run and none leads: the store of the lease does not answer',
    trouble: async (at) => {
      at.bed.rawState.get = () => Promise.reject(new Error('503 Slow Down'));
      at.bed.rawState.put = () => Promise.reject(new Error('503 Slow Down'));
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkNoOperatorLeads', after: 5, labels: { job: JOB } }],
  },
  {
    title: 'two operators with a state store each lead',
    trouble: async (at) => {
      at.startOperator('op-2', { leases: new MemoryStore() });
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkTwoOperatorsLead', after: 2, value: '2', labels: { job: JOB } }],
  },
  {
    title: 'a pass hangs while the lease is renewed',
    trouble: async (at) => {
      at.hangMesos();
      await at.minutes(3, 1);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkOperatorStuck', after: 7, value: '14m 0s', labels: one }],
  },
  {
    title: 'the store of the manifests does not answer',
    trouble: async (at) => {
      at.bed.manifests.list = () => Promise.reject(new Error('503 Slow Down'));
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [{ alert: 'MesosSparkPassesFail', after: 5, labels: one }],
  },
  {
    title: 'Marathon has no leader',
    trouble: async (at) => {
      await at.lab.call('PATCH', '/marathon', { restarts: false });
      await at.lab.call('POST', '/marathon/kill');
      await at.lab.call('POST', '/marathon/kill').catch(() => undefined);
      await at.minutes(55);
    },
    hold: 0,
    fires: [
      {
        alert: 'MesosSparkMarathonUnreachable',
        after: 5,
        labels: { ...one, server: 'marathon' },
      },
      {
        alert: 'MesosSparkReconcilesFail',
        after: 30,
        value: '2',
        labels: { job: JOB, kind: 'ShuffleService' },
      },
      {
        alert: 'MesosSparkManifestNotReady',
        after: 30,
        value: '36m 40s',
        labels: { job: JOB, kind: 'ShuffleService', name: 'spark-2-4', reason: 'Failed' },
      },
    ],
  },
  {
    title: 'no master leads',
    trouble: async (at) => {
      await at.lab.call('PATCH', '/master', { elected: false });
      await at.minutes(3);
    },
    hold: HOUR,
    fires: [
      {
        alert: 'MesosSparkMasterUnreachable',
        after: 5,
        labels: { ...one, server: 'mesos' },
      },
      {
        alert: 'MesosSparkManifestNotReady',
        after: 30,
        value: '36m 40s',
        labels: { job: JOB, kind: 'ShuffleService', name: 'spark-2-4', reason: 'MasterUnavailable' },
      },
    ],
  },
];
