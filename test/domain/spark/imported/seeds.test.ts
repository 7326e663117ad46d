import { attempt, problemText } from '../../../../src/domain/core/problem';
import { Ranges } from '../../../../src/domain/core/ranges';
import { importedService } from '../../../../src/domain/spark/imported/imported-service';
import { piecesOf, SEEDS } from '../../../docs/seeds/pieces';

const jsons = SEEDS.flatMap((seed) =>
  [...piecesOf(seed)].flatMap(([id, text]) => {
    try {
      const v = JSON.parse(text); return typeof v === 'object' ? [[id, v] as const] : [];
    } catch {
      return [];
    }
  }),
);
test('x', () => {
  for (const [id, app] of jsons) {
    const r = attempt(() => importedService(app, { ports: Ranges.parse('7337-7339'), ...(id.startsWith('001') ? { role: 'shuffle', sparkVersion: '2.4.0' } : {sharedDirectory:'/var/lib/tmp/spark'}) }));
    console.log(id, 'problems' in r ? r.problems.map(problemText) : JSON.stringify({...r.value, app: {...r.value.app, cmd: String(r.value.app['cmd']).slice(-300)}}, null, 1));
  }
});
