// Two people bid against each other, each in a browser of their own.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

async function floor(id: string, name?: string): Promise<Page> {
  const page = await here.page(`/auctions/${id}`, name);
  await isLive(page);
  await page.getByTestId('price').waitFor();
  return page;
}

async function quickBid(page: Page): Promise<void> {
  await page.getByTestId('quick-0').click();
  await page.getByTestId('confirm-bid').click();
  await page.locator('[data-testid=progress][data-fate=done]').waitFor();
}

/** Bids an amount of one's own choice. */
async function bidUpTo(page: Page, amount: string): Promise<void> {
  const form = page.locator('#bid-amount');
  await form.locator('input').fill(amount);
  await page.getByTestId('review').click();
  await page.getByTestId('confirm-bid').click();
}

function shows(page: Page, testid: string, text: string | RegExp): Promise<void> {
  return page.getByTestId(testid).filter({ hasText: text }).first().waitFor();
}

it('what one bids the other sees at once', async () => {
  const id = await here.lot();
  const [ada, cem] = [await floor(id, 'ada'), await floor(id, 'cem')];
  const guest = await floor(id);
  await quickBid(ada);
  await shows(ada, 'position', 'You are the highest bidder');
  for (const page of [cem, guest]) {
    await shows(page, 'price', '100.00');
    await shows(page, 'history', 'ada');
  }
  await quickBid(cem);
  await shows(ada, 'position', 'You were outbid');
  await shows(ada, 'price', '110.00');
  await shows(cem, 'position', 'You are the highest bidder');
  // Who is outbid hears of it wherever they are.
  await ada.getByTestId('bell').getByText('1', { exact: true }).waitFor();
});

it('a maximum bids by itself, and the other is told so', async () => {
  const id = await here.lot();
  const [ada, cem] = [await floor(id, 'ada'), await floor(id, 'cem')];
  await bidUpTo(ada, '200');
  await shows(ada, 'maximum', '200.00');
  await quickBid(cem);
  await shows(cem, 'progress', 'Outbid at once');
  await shows(ada, 'price', '120.00');
  await shows(ada, 'position', 'You are the highest bidder');
  await shows(cem, 'position', 'You were outbid');
});

it('an amount that rose past is not sent', async () => {
  const id = await here.lot();
  const [ada, cem] = [await floor(id, 'ada'), await floor(id, 'cem')];
  await ada.getByTestId('quick-0').click();
  await quickBid(cem);
  const confirm = ada.getByTestId('confirm-bid');
  await ada.getByText('Somebody has bid meanwhile').first().waitFor();
  expect(await confirm.getAttribute('aria-disabled')).toBe('true');
  await ada.getByRole('button', { name: /^Raise to/ }).click();
  await confirm.click();
  await shows(ada, 'position', 'You are the highest bidder');
  await shows(cem, 'price', '110.00');
});

it('a slip of the finger is asked about, and a bid can be taken back', async () => {
  const id = await here.lot();
  const [ada, cem] = [await floor(id, 'ada'), await floor(id, 'cem')];
  await ada.locator('#bid-amount input').fill('1050');
  await ada.getByTestId('review').click();
  await ada.getByText('far above the minimum').waitFor();
  await ada.getByTestId('confirm-bid').click();
  await shows(cem, 'price', '100.00');
  await ada.getByTestId('retract').click();
  await ada.getByRole('button', { name: 'Take it back', exact: true }).click();
  await shows(cem, 'history', 'taken back');
  await shows(ada, 'position', 'You have not bid yet');
});

it('a late bid moves the end, and everybody is told', async () => {
  const id = await here.lot({ durationMs: 20_000, softClose: { windowMs: 30_000, extendMs: 120_000, hardEndMs: 600_000 } });
  const [ada, guest] = [await floor(id, 'ada'), await floor(id)];
  await quickBid(ada);
  await guest.getByTestId('extended').waitFor();
  const left = await guest.getByRole('timer').first().textContent();
  expect(left).toMatch(/^0[12]:/);
});

it('the hammer falls, and who has won is told', async () => {
  const id = await here.lot();
  const [ada, cem] = [await floor(id, 'ada'), await floor(id, 'cem')];
  const keeper = await floor(id, 'bo');
  await quickBid(ada);
  await shows(cem, 'price', '100.00');
  await quickBid(cem);
  await shows(keeper, 'price', '110.00');
  await keeper.getByRole('button', { name: 'Bring down the hammer' }).click();
  await keeper.getByRole('dialog').getByRole('button', { name: 'Bring down the hammer' }).click();
  await shows(cem, 'standing', 'You won');
  await shows(ada, 'standing', 'to cem');
  await cem.getByTestId('pay').waitFor();
});

it('a price that changes touches what has changed, and nothing else', async () => {
  const id = await here.lot();
  const [guest] = [await floor(id)];
  const bid = async (name: string, amount: number) => {
    const { token } = await here.person(name);
    await here.server.ask('POST', `auctions/${id}/bids`, { token, body: { amount } });
  };
  await bid('ada', 10_000);
  await shows(guest, 'price', '100.00');
  await shows(guest, 'history', 'ada');
  await guest.waitForLoadState('networkidle');
  await guest.evaluate(() => {
    const touched: string[] = ((globalThis as any).touched = []);
    new MutationObserver(changes => {
      for (const change of changes) {
        const element = change.target instanceof Element ? change.target : change.target.parentElement!;
        touched.push(element.closest('[data-testid]')?.getAttribute('data-testid') ?? (element.closest('.unseen, [role=timer]') ? 'aside' : `${element.tagName}.${element.className}`));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await bid('cem', 11_000);
  await shows(guest, 'price', '110.00');
  const touched: string[] = await guest.evaluate(() => (globalThis as any).touched);
  const expected = ['price', 'minimum', 'bid-count', 'history', 'watchers', 'position', 'aside', 'sum'];
  expect(touched.filter(name => !expected.includes(name))).toEqual([]);
  expect(touched).toContain('price');
});
