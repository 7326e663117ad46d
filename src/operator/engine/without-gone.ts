import type { ClusterView, MesosMaster } from '../ports';

/**
 * An agent that was marked gone while it was only recovered stays among the recovered until the next failover
 * (mesos-contract, surprise 8). It is not waited for.
 */
export async function withoutGone(view: ClusterView, mesos: MesosMaster): Promise<ClusterView> {
  if (view.is === 'unknown' || view.recovered.length === 0) return view;
  const gone = await mesos.gone();
  if (gone.is === 'unknown') return view;
  return { ...view, recovered: view.recovered.filter(({ id }) => !gone.ids.has(id)) };
}
