import { CHECKS } from '../../../src/domain/doctor/catalogue';
import { DoctorBed } from './bed';

test('a cluster as the constructs declare it and the operator keeps it gives no finding, by every check', async () => {
  const bed = new DoctorBed();
  await bed.wellKept();
  expect(await bed.examine()).toEqual({ findings: [], unchecked: [], looked: CHECKS.length });
  bed.close();
});
