// Somebody in front of the console: a browser of their own that notices whatever a page must not do.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../server/console-people.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How wide the console has to be of use, in pixels. */
export const WIDTHS = [1280, 390] as const;

/** A person's browser. */
export interface Visit {
  readonly page: Page;
  /** Opens a page of the console by its address, below /console/. */
  open(path: string): Promise<void>;
  /** What axe-core finds on the page as it is now. */
  axe(): Promise<string[]>;
  /** Whether something sticks out of the page to the right. */
  isTooWide(): Promise<boolean>;
  /** Errors of scripts, violations of the policy, and requests to other hosts so far. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** How it looks. */
export interface VisitOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Comes with a browser that knows nobody yet. */
export async function visit(browser: Browser, origin: string, { width = 1280, colorScheme = 'light' }: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce', acceptDownloads: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // That nobody is signed in is an answer like another.
    if (message.type() === 'error' && !message.text().includes('401')) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/console/`)) faults.push(`request: ${request.url()}`);
  });
  return {
    page,
    faults,
    async open(path) {
      await page.goto(`${origin}/console/${path}`);
    },
    async axe() {
      // Not as a script of the page, which its policy forbids.
      await page.evaluate(AXE);
      const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
      return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
    },
    isTooWide: () => page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    close: () => context.close(),
  };
}

/** Signs in as a person does. */
export async function signIn({ page, open }: Visit, account: string): Promise<void> {
  await open('');
  await page.getByLabel('Account').fill(account);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}
