// Coming in: the first admin, an account, signing in and out, and a link that works once.

import { expect, it } from 'vitest';
import { Server } from '../support/server';
import { isLive } from '../support/browser';
import { world } from '../support/world';

const here = world();

it('somebody makes an account, signs out, and signs in again', async () => {
  const page = await here.page('/auctions');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Make an account' }).click();
  await page.getByLabel('Name').fill('nora');
  await page.getByLabel('Password').fill('a few good words');
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByTestId('account').filter({ hasText: 'nora' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Name or e-mail address').fill('nora');
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Name or password is not right.').waitFor();
  await page.getByLabel('Password').fill('a few good words');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('account').filter({ hasText: 'nora' }).waitFor();
  // No script can read what keeps one signed in; a reload knows it all the same.
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.reload();
  await isLive(page);
  await page.getByTestId('account').filter({ hasText: 'nora' }).waitFor();
});

it('the first admin is made by the link that the server prints', async () => {
  const server = await Server.start();
  await server.until(async () => /\/setup\/\S+/.test(server.output));
  const path = /(\/setup\/\S+)/.exec(server.output)![1]!;
  const page = await here.page(server.url + path);
  await page.getByLabel('Name').fill('root of all');
  await page.getByLabel('Password').fill('a few good words');
  await page.getByRole('button', { name: 'Make the first admin' }).click();
  await page.getByTestId('account').filter({ hasText: 'root of all' }).waitFor();
  await server.stop();
});

it('the wallet and the notifications say what has happened', async () => {
  await here.fund('ada', 12_300);
  const page = await here.page('/wallet', 'ada');
  await page.getByTestId('wallet-EUR').filter({ hasText: '123.00' }).waitFor();
  await here.fund('ada', 7_700);
  await page.getByTestId('wallet-EUR').filter({ hasText: '200.00' }).waitFor();
  await page.goto('/notifications');
  await page.getByRole('heading', { name: 'Notifications' }).waitFor();
  await page.getByRole('checkbox', { name: 'You were outbid, E-mail' }).click();
  await page.getByRole('checkbox', { name: 'You were outbid, E-mail', checked: true }).waitFor();
  await page.reload();
  expect(await page.getByRole('checkbox', { name: 'You were outbid, E-mail' }).isChecked()).toBe(true);
});

it('another language and another look stay', async () => {
  const page = await here.page('/auctions');
  await page.getByTestId('account').click();
  await page.getByLabel('Language').selectOption('ar');
  await page.getByRole('heading', { name: 'المزادات' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  await page.reload();
  await page.getByRole('heading', { name: 'المزادات' }).waitFor();
});
