import { statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { BoardView } from '../../src/operator/engine/board-view';
import { AGENT } from '../operator/support/cluster';
import { defaults, service } from '../operator/support/manifests';
import { openPage, startBrowser } from './support/browser';
import { ROOT } from './support/tools';
import { WatchedOperator } from './support/watched-operator';

/** The operator's page in a real Chromium: the built program in a process of its own, against a lab. */
jest.setTimeout(120_000);

const PICTURE = path.join(ROOT, 'docs/images/status-page.png');

let browser: Browser;
let operator: WatchedOperator;

beforeAll(async () => {
  browser = await startBrowser();
}, 600_000);
afterAll(() => browser?.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await operator.close();
});

const isSettled = ({ subjects }: BoardView) =>
  subjects.length === 2 && subjects.every(({ outcome }) => outcome === 'settled');

async function settled(agents: Parameters<typeof WatchedOperator.make>[0]): Promise<void> {
  operator = await WatchedOperator.make(agents);
  await operator.until(isSettled);
}

const cells = (page: Page) => page.locator('.cells > span');

/** How many cells there are of each state. */
const tally = (page: Page): Promise<Readonly<Record<string, number>>> =>
  cells(page).evaluateAll((all) => {
    const counts: Record<string, number> = {};
    for (const { className } of all) counts[className] = (counts[className] ?? 0) + 1;
    return counts;
  });

/** By how much the page is wider than the window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth');

test.each([5, 100, 1000])(
  'shows %d agents, from its own origin alone and without a complaint',
  async (count) => {
    await settled(count);
    const { page, asked, complaints } = await openPage(browser, operator.url);
    expect(await tally(page)).toEqual({ running: count });
    const covered = `${count} of ${count}`;
    expect(await page.locator('.numbers strong').textContent()).toBe(covered);
    expect(await page.locator('#concerns-title').textContent()).toBe('As declared');
    expect(await page.locator('#lead').textContent()).toMatch(/^Leads since /);
    expect(await page.locator('#writes li').count()).toBeGreaterThan(5);
    expect(await page.locator('#subjects .rows > li').count()).toBe(2);
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([operator.url]));
    expect(complaints).toEqual([]);
    expect(await overflow(page)).toBe(0);
    // Far above what it takes; how long it takes is told by bench.
    const painted = await page.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    );
    expect(painted).toBeLessThan(10_000);
  },
);

test('tells what happens to agents without being loaded again, and what the operator does about it', async () => {
  await settled(5);
  const { page, complaints } = await openPage(browser, operator.url);
  await page.evaluate("window.stays = 'here'");
  await cells(page).nth(1).click();
  const told = page.locator('.told');
  expect(await told.textContent()).toBe('agent-2: running, covered by a healthy task');
  await operator.control('PATCH', '/agents/agent-2', { reachable: false });
  await page.locator('.cells > .lost').waitFor();
  expect(await tally(page)).toEqual({ running: 4, lost: 1 });
  // Who was chosen stays chosen, and is told of as it is now.
  expect(await told.textContent()).toMatch(/^agent-2: lost, its slot is kept/);
  expect(await page.locator('.apps').textContent()).toContain('1 held by lost agents');
  await operator.control('POST', '/agents', { hostname: 'agent-6', resources: AGENT });
  await page.locator('.cells > #agents-spark-2-4-5.running').waitFor();
  expect(await page.locator('#writes li').first().textContent()).toContain('raise-instances');
  await operator.control('PATCH', '/agents/agent-2', { reachable: true });
  await page.locator('.cells > .lost').waitFor({ state: 'detached' });
  expect(await page.evaluate('window.stays')).toBe('here');
  expect(complaints).toEqual([]);
});

test('puts what is not as declared at the top, and takes it away again', async () => {
  await settled(5);
  const { page } = await openPage(browser, operator.url);
  const concerns = page.locator('#concerns');
  await operator.declare([service({ role: 'nobody' }), defaults()]);
  await concerns.locator('li').first().waitFor();
  const box = await concerns.boundingBox();
  const others = await page
    .locator('section')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(Math.min(...others)).toBe(box?.y);
  const { subjects } = await operator.board();
  const bad = subjects
    .flatMap(({ conditions }) => conditions)
    .find(({ good, type }) => !good && type !== 'Ready');
  expect(await concerns.textContent()).toContain(bad?.message ?? 'nothing is bad');
  await operator.declare([service({ paused: true }), defaults()]);
  await concerns.getByText('Paused: SpecPaused').waitFor();
  await operator.declare([service(), defaults()]);
  await concerns.getByText('All is well with 2 manifests.').waitFor();
  expect(await page.title()).toBe('mesos-spark operator');
});

test('shows an update as it goes: both versions, and why the older one is still there', async () => {
  await settled(5);
  const { page } = await openPage(browser, operator.url);
  await operator.declare([service({ sparkVersion: '2.4.1' }), defaults()]);
  const retiring = page.locator('.apps .retiring');
  await retiring.waitFor();
  expect(await retiring.textContent()).toMatch(
    /is to end\/shuffle\/spark-2-4-\S+ port 7337.*still there because .*, since/,
  );
  expect(await page.locator('.apps .active').textContent()).toContain('port 7338');
});

test('shows hostile names of hosts as what they are: text', async () => {
  const names = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(2)</script>',
    '${alert(3)}',
    'x'.repeat(300),
  ];
  await settled([...names, 'plain'].map((hostname) => ({ hostname })));
  const { page, asked, complaints } = await openPage(browser, operator.url, {
    viewport: { width: 360, height: 740 },
  });
  await operator.control('POST', '/agents', { hostname: 'poor', resources: 'cpus:4' });
  await page.locator('.cells > .ineligible').waitFor();
  const labels = await cells(page).evaluateAll((all) =>
    all.map((one) => one.getAttribute('aria-label') ?? ''),
  );
  for (const name of names) expect(labels).toContain(`${name}: running, covered by a healthy task`);
  await cells(page)
    .nth(labels.findIndex((label) => label.startsWith('<img')))
    .click();
  expect(await page.locator('.told').textContent()).toContain('<img src=x onerror=alert(1)>');
  expect(await page.locator('img, .told *').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(1);
  await cells(page)
    .nth(labels.findIndex((label) => label.startsWith('xxx')))
    .click();
  expect(await overflow(page)).toBe(0);
  expect(complaints).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(operator.url))).toEqual([]);
});

describe('whoever looks', () => {
  /** Agents in four states. */
  async function mixed(options: Parameters<typeof openPage>[2]): Promise<Page> {
    await settled(5);
    await operator.control('PATCH', '/agents/agent-2', { reachable: false });
    await operator.control('PATCH', '/agents/agent-3', { deactivated: true });
    await operator.control('POST', '/agents', { hostname: 'poor', resources: 'cpus:4' });
    await operator.until(({ subjects }) => (subjects[0]?.picture?.hosts.length ?? 0) === 4);
    const { page } = await openPage(browser, operator.url, options);
    expect(await tally(page)).toEqual({ running: 3, lost: 1, leaving: 1, ineligible: 1 });
    return page;
  }

  test('on a phone has everything in its width', async () => {
    const page = await mixed({ viewport: { width: 320, height: 640 } });
    await page.locator('summary').first().click();
    expect(await overflow(page)).toBe(0);
    const wide = await page
      .locator('body *')
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().right > 320.5)
          .map(({ tagName, className }) => `${tagName}.${className}`),
      );
    expect(wide).toEqual([]);
  });

  test('without colours tells every state by its sign, which the legend explains', async () => {
    const page = await mixed({ forcedColors: 'active' });
    const signs = await page.evaluate<readonly string[]>(
      "[...document.querySelectorAll('.cells > span')].map((one) => one.className + ' ' + one.textContent + ' ' + getComputedStyle(one).borderTopStyle)",
    );
    expect(new Set(signs)).toEqual(
      new Set(['running • solid', 'lost × solid', 'leaving → solid', 'ineligible – solid']),
    );
    const legend = await page.locator('.legend li').allTextContents();
    expect(legend).toEqual([
      '×1 lostits slot is kept',
      '→1 leavingno longer eligible; its task goes on',
      '•3 runningcovered by a healthy task',
      '–1 ineligiblenothing is placed there',
    ]);
  });

  test.each(['light', 'dark'] as const)('reads every sign and word in %s colours', async (colorScheme) => {
    const page = await mixed({ colorScheme });
    // By WCAG 2: 4.5 to 1.
    const poor = await page.evaluate<readonly string[]>(contrastsBelow(4.5));
    expect(poor).toEqual([]);
  });

  test('with keys alone goes from agent to agent, and hears of each', async () => {
    const page = await mixed({});
    await page.keyboard.press('Tab');
    const list = page.getByRole('listbox', { name: 'Agents of spark-2-4' });
    expect(await list.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('ArrowRight');
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.getAttribute('aria-label')).toMatch(/^agent-2: lost/);
    expect(await list.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    expect(await page.locator('.told').textContent()).toMatch(/^agent-2: lost/);
    await page.keyboard.press('End');
    expect(await page.locator('.told').textContent()).toMatch(
      /^poor: ineligible, nothing is placed there \(/,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('details').first().getAttribute('open')).toBe('');
    // It stays open over news.
    await operator.control('POST', '/agents', { hostname: 'poor-2', resources: 'cpus:4' });
    await page.locator('#agents-spark-2-4-6').waitFor();
    expect(await page.locator('details').first().getAttribute('open')).toBe('');
  });
});

test('says when the operator answers no more, and keeps what it showed', async () => {
  await settled(5);
  const { page } = await openPage(browser, operator.url);
  expect(await operator.stop()).toBe(0);
  await page.locator('#fresh.stale').waitFor();
  expect(await page.locator('#fresh').textContent()).toMatch(/^No answer: .*; what is shown is of before$/);
  expect(await cells(page).count()).toBe(5);
});

test('has a picture in the docs, which UPDATE_IMAGES=1 takes anew', async () => {
  await settled(240);
  await operator.control('PATCH', '/agents/agent-17', { reachable: false });
  await operator.control('PATCH', '/agents/agent-64', { deactivated: true });
  await operator.control('POST', '/agents', { hostname: 'agent-241', resources: 'cpus:4' });
  await operator.breakTaskOn('agent-100');
  await operator.until(({ subjects }) => (subjects[0]?.picture?.hosts.length ?? 0) === 5);
  const { page } = await openPage(browser, operator.url, { viewport: { width: 1120, height: 760 } });
  await page.locator('.cells > .lost').hover();
  if (process.env['UPDATE_IMAGES'] === '1') await page.screenshot({ path: PICTURE });
  expect(await page.locator('#concerns').textContent()).toContain('Covered: AgentsMissing');
  expect(statSync(PICTURE).size).toBeLessThan(150 * 1024);
});

/** In the page: each element with text of its own whose colour is too near to what is behind it. */
function contrastsBelow(least: number): string {
  return `(() => {
    const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((x) => x / 255)
      .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
      .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const found = numbers(getComputedStyle(at).backgroundColor);
        if (found.length < 4 || found[3] === 1) return found;
      }
      return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .filter((one) => one.getClientRects().length > 0)
      .map((one) => {
        const [a, b] = [light(numbers(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 30)];
      })
      .filter(([contrast]) => contrast < ${least})
      .map(([contrast, what]) => contrast.toFixed(2) + ' ' + what);
  })()`;
}
