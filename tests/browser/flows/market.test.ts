// The market, and two who want the same thing.

import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

it('of two who buy at once one has it, and the other is told so', async () => {
  const id = await here.listing();
  const pages = [];
  for (const name of ['ada', 'cem']) {
    await here.fund(name, 50_000);
    const page = await here.page(`/market/${id}`, name);
    await isLive(page);
    await page.getByRole('button', { name: 'Buy now' }).click();
    pages.push(page);
  }
  await Promise.all(pages.map(page => page.getByRole('button', { name: /^Pay / }).click()));
  const outcomes = await Promise.all(
    pages.map(page => page.getByRole('dialog').getByText(/It is yours|Just sold to somebody else/).first().textContent()),
  );
  expect(outcomes.map(text => text!.includes('yours')).sort()).toEqual([false, true]);
  const { items } = await here.server.ask('GET', 'sales', { token: (await here.person('bo')).token });
  expect(items.length).toBe(1);
});

it('a price that has changed has to be agreed to', async () => {
  const id = await here.listing();
  await here.fund('ada', 50_000);
  const page = await here.page(`/market/${id}`, 'ada');
  await isLive(page);
  await page.getByRole('button', { name: 'Buy now' }).click();
  const { token } = await here.person('bo');
  await here.server.ask('PATCH', `listings/${id}`, { token, body: { price: 12_000 } });
  await page.getByRole('button', { name: /^Pay .*99\.00/ }).click();
  await page.getByText('The price is €120.00 now').waitFor();
  await page.getByRole('button', { name: /^Pay .*120\.00/ }).click();
  await page.getByText('Paid: €120.00').waitFor();
  await page.getByRole('link', { name: 'Receipt' }).click();
  await page.getByRole('heading', { name: 'Receipt' }).waitFor();
});

it('an offer is made, answered with another one, and accepted', async () => {
  const id = await here.listing({ acceptOffers: true });
  await here.fund('ada', 50_000);
  const [ada, bo] = [await here.page(`/market/${id}`, 'ada'), await here.page(`/market/${id}`, 'bo')];
  await ada.getByLabel('Your offer').fill('80');
  await ada.getByRole('button', { name: 'Make the offer' }).click();
  await bo.getByLabel('Or another amount').fill('90');
  await bo.getByRole('button', { name: 'Answer with that' }).click();
  await ada.getByRole('button', { name: 'Accept' }).click();
  await ada.getByText('It is sold.').waitFor();
  await bo.getByText('It is sold.').waitFor();
});

it('what is put up and sold comes and goes in the list, and nothing moves under the pointer', async () => {
  const page = await here.page('/market');
  await isLive(page);
  await here.fund('ada', 50_000);
  const id = await here.listing({ title: 'Hourglass' });
  const card = page.locator(`[data-listing="${id}"]`);
  const news = page.getByRole('button', { name: /new thing/ });
  // Who is there already is told that there is something new; who comes just now finds it.
  await news.or(card).first().waitFor();
  if (0 < (await news.count())) await news.click();
  await card.getByText('Hourglass').waitFor();
  const { token } = await here.person('ada');
  await here.server.ask('POST', `listings/${id}/purchase`, { token, body: { expectedPrice: 9_900 } });
  await card.getByText('Sold').waitFor();
  await card.waitFor({ state: 'detached' });
});

it('a seller puts something up by the form', async () => {
  const page = await here.page('/market/sell', 'bo');
  await isLive(page);
  await page.getByLabel('What it is, in a line').fill('Copper kettle');
  await page.getByRole('textbox', { name: 'Price' }).fill('1,50');
  await page.getByText('This amount could be misread').waitFor();
  await page.getByRole('textbox', { name: 'Price' }).fill('45.50');
  await page.getByRole('button', { name: 'Put it up' }).click();
  await page.getByRole('heading', { name: 'Copper kettle' }).waitFor();
  await page.getByTestId('price').filter({ hasText: '45.50' }).waitFor();
});
