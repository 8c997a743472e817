// People write to each other: unread counts, typing, receipts, over two tabs of one and one of the other.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

/** A conversation of these, made by the first; its id. */
async function talk(...names: string[]): Promise<string> {
  const people = [];
  for (const name of names) people.push(await here.person(name));
  const body = { kind: 'group', title: 'The telescope', members: people.slice(1).map(one => one.id) };
  const made = await here.server.ask('POST', 'conversations', { token: people[0]!.token, body });
  return made.id;
}

async function write(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /message/i }).first();
  await field.fill(text);
  await field.press('Enter');
}

it('what one writes the other reads, and both know it', async () => {
  const id = await talk('ada', 'bo');
  const seat = await here.seat('ada');
  const [list, thread] = [await seat.open('/auctions'), await seat.open(`/messages/${id}`)];
  const bo = await here.page(`/messages/${id}`, 'bo');
  for (const page of [list, thread, bo]) await isLive(page);
  // Ada looks elsewhere: what Bo writes is counted in both of her tabs.
  await list.bringToFront();
  await write(bo, 'Is the lens original?');
  await list.getByTestId('unread').filter({ hasText: '1' }).waitFor();
  await thread.getByRole('log').getByText('Is the lens original?').waitFor();
  // She looks: it is read, in the other tab too, and Bo is told.
  await thread.bringToFront();
  await list.getByTestId('unread').waitFor({ state: 'detached' });
  await bo.getByText(/Read by/).first().waitFor();
  await thread.bringToFront();
  const field = thread.getByRole('textbox', { name: /message/i }).first();
  await field.pressSequentially('Yes, ');
  await bo.getByText(/ada is typing/i).first().waitFor();
  await field.press('Enter');
  await bo.getByRole('log').getByText('Yes,').first().waitFor();
});

it('what is written without a connection waits, in order', async () => {
  const id = await talk('ada', 'bo');
  const seat = await here.seat('ada');
  const page = await seat.open(`/messages/${id}`);
  await isLive(page);
  await write(page, 'zero');
  await page.getByRole('log').getByText('zero').waitFor();
  await seat.context.setOffline(true);
  await page.locator('[data-testid=pill][data-phase=offline]').waitFor();
  for (const text of ['one', 'two', 'three']) await write(page, text);
  await page.getByText('three').first().waitFor();
  await seat.context.setOffline(false);
  await isLive(page);
  const { token } = await here.person('bo');
  const said = async (): Promise<string[]> => {
    const { items } = await here.server.ask('GET', `conversations/${id}/messages`, { token });
    return [...items].sort((one: any, other: any) => one.seq - other.seq).map((one: any) => one.content);
  };
  await here.server.until(async () => (await said()).length === 4);
  expect(await said()).toEqual(['zero', 'one', 'two', 'three']);
});
