// The first page: a list, one auction, signing in, selling. Addresses live behind the `#`, so the server needs one page.

import { field, h, newKey, words } from './dom.js';
import * as floor from './floor.js';
import * as live from './live.js';
import * as money from './money.js';
import * as session from './session.js';

const main = document.querySelector('#main');
const pill = document.querySelector('#pill');
const PAGE = 24;
const SELLERS = ['seller', 'admin', 'app'];
let leave = null;

function paintPill() {
  const { name, text } = live.status();
  pill.dataset.phase = name;
  pill.replaceChildren(text, name === 'waiting' ? h('button', { onclick: live.reconnect }, 'Retry now') : '');
}

function paintAccount() {
  const user = session.current();
  const account = document.querySelector('#account');
  const out = () => session.signOut().catch(() => {}).finally(() => { location.hash = '#/'; });
  document.querySelector('#sell-link').hidden = !user || !SELLERS.includes(user.role);
  if (user) account.replaceChildren(`${user.name} (${user.role}) `, h('button', { onclick: out }, 'Sign out'));
  else account.replaceChildren(h('a', { href: '#/sign-in' }, 'Sign in'));
}

/** Shows a heading and moves the focus there, so that a reader knows that the page is another one. */
function page(title, ...content) {
  const heading = h('h1', { tabindex: -1 }, title);
  main.replaceChildren(heading, ...content);
  document.title = `${title} – Rialto`;
  heading.focus({ preventScroll: true });
}

function showList() {
  const tiles = h('ul', { class: 'tiles' });
  const more = h('div');
  // A list that changes by itself would move what is under the pointer.
  const stale = h('button', { hidden: true, onclick: () => fill() }, 'Some have ended – show the list as it is now');
  const status = h('select', { onchange: () => fill() }, ...Object.entries({ active: 'Live', scheduled: 'Scheduled', ended: 'Ended' }).map(([value, text]) => h('option', { value }, text)));
  page('Auctions', field('Show', status), h('p', null, stale), tiles, more);
  const lots = new Map();
  let stops = [];
  let wanted = 0;

  const paint = ({ lot, tile }) => {
    const price = money.format(lot.price ?? lot.minimum ?? lot.startPrice, lot.currency);
    tile.replaceChildren(h('div', { class: 'row' }, h('a', { href: `#/auctions/${lot.id}` }, lot.title), floor.badge(lot)),
      h('span', { class: 'price' }, price),
      h('div', { class: 'row' }, h('span', { class: 'soft' }, floor.bids(lot.bidCount ?? 0)), h('span', { class: 'timer', 'data-clock': lot.id }, floor.clock(lot))));
  };
  const hear = id => message => {
    const entry = lots.get(id);
    if (message.state) entry.lot = { ...entry.lot, ...message.state };
    else if (message.event) entry.lot = floor.follow({ bids: [], extensions: 0, ...entry.lot }, message);
    else return;
    if (message.event && ['ended', 'cancelled'].includes(entry.lot.status)) stale.hidden = false;
    const focused = entry.tile.contains(document.activeElement);
    paint(entry);
    if (focused) entry.tile.querySelector('a').focus();
  };
  const tick = () => {
    for (const { lot, tile } of lots.values()) {
      const timer = tile.querySelector('[data-clock]');
      if (timer) timer.textContent = floor.clock(lot);
    }
  };
  async function fill(after) {
    const turn = ++wanted;
    if (!after) {
      stale.hidden = true;
      stops.forEach(stop => stop());
      stops = [];
      lots.clear();
      tiles.replaceChildren();
    }
    more.replaceChildren('Loading…');
    try {
      const sort = status.value === 'ended' ? '-endsAt' : 'endsAt';
      const query = new URLSearchParams({ status: status.value, sort, limit: PAGE, ...(after ? { after } : {}) });
      const { items, next } = await session.api('GET', `auctions?${query}`);
      if (turn !== wanted) return;
      for (const lot of items) {
        const tile = h('article', { class: 'card tile' });
        lots.set(lot.id, { lot, tile });
        paint(lots.get(lot.id));
        tiles.append(h('li', null, tile));
        if (status.value !== 'ended') stops.push(live.subscribe(`auction:${lot.id}`, hear(lot.id)));
      }
      const empty = lots.size === 0 && h('p', null, status.value === 'active' ? 'No auction is running. Sellers can start one.' : 'None.');
      more.replaceChildren(empty || '', next ? h('button', { onclick: () => fill(next) }, 'More') : '');
    } catch (error) {
      if (turn === wanted) more.replaceChildren(h('p', { class: 'bad', role: 'alert' }, words(error)), h('button', { onclick: () => fill(after) }, 'Try again'));
    }
  }
  fill();
  const ticking = setInterval(tick, 500);
  return () => { wanted++; clearInterval(ticking); stops.forEach(stop => stop()); };
}

/** A form that says what is wrong with it and can be sent once at a time. */
function form(fields, text, send, then) {
  const note = h('p', { class: 'note bad', role: 'alert' });
  const submit = h('button', { class: 'main', type: 'submit' }, text);
  return h('form', {
    onsubmit: async event => {
      event.preventDefault();
      submit.disabled = true;
      note.textContent = '';
      try {
        then(await send(new FormData(event.target)));
      } catch (error) {
        const problems = error.data?.fields?.map(problem => `${problem.path}: ${problem.message}`);
        note.textContent = problems?.join(' · ') ?? words(error);
      } finally {
        submit.disabled = false;
      }
    },
  }, ...fields, submit, note);
}

function showSignIn(query) {
  const then = () => {
    const to = new URLSearchParams(query).get('then') ?? '#/';
    location.hash = to.startsWith('#/') ? to : '#/';
  };
  const account = (text, action, passwordKind) => form([
    field('Name', h('input', { name: 'name', autocomplete: 'username', required: true, minlength: 2, maxlength: 40 })),
    field('Password', h('input', { name: 'password', type: 'password', autocomplete: passwordKind, required: true, minlength: 8, maxlength: 200 })),
  ], text, data => action(data.get('name'), data.get('password')), then);
  const wrong = async (name, password) => {
    try {
      await session.signIn(name, password);
    } catch (error) {
      throw error.code === 'unauthenticated' ? new Error('The name or the password is wrong.') : error;
    }
  };
  page('Sign in', account('Sign in', wrong, 'current-password'), h('h2', null, 'New here?'), account('Make an account', session.register, 'new-password'));
}

function showSell() {
  const user = session.current();
  if (!user) return page('Sell', h('p', null, h('a', { href: '#/sign-in?then=%23/sell' }, 'Sign in to sell')));
  if (!SELLERS.includes(user.role)) return page('Sell', h('p', null, 'Your account may not sell. Whoever runs this server can change that.'));
  const currency = h('select', { name: 'currency' }, ...money.currencies().map(code => h('option', { value: code, selected: code === 'EUR' }, code)));
  const amount = (name, required) => h('input', { name, inputmode: 'decimal', autocomplete: 'off', required });
  // One key for one lot: pressing again after a lost answer does not make a second one.
  let key = newKey();
  const fields = [
    field('Title', h('input', { name: 'title', required: true, maxlength: 120 })), field('Description', h('textarea', { name: 'description', rows: 4 })),
    field('Currency', currency), field('Start price', amount('startPrice', true)),
    field('Reserve', amount('reserve'), 'Below it nothing is sold; nobody sees it.'), field('Buy now', amount('buyNow'), 'At least 1.3 times the start price.'),
    field('Bidding', h('select', { name: 'bidding' }, h('option', { value: 'proxy' }, 'automatic, up to a hidden maximum'), h('option', { value: 'open' }, 'open: each bid is the new price'))),
    field('Minutes', h('input', { name: 'minutes', type: 'number', min: 1, max: 43200, value: 10, required: true })),
    h('label', { class: 'inline' }, h('input', { type: 'checkbox', name: 'soft', checked: true }), 'A bid in the last two minutes moves the end'),
    h('label', { class: 'inline' }, h('input', { type: 'checkbox', name: 'masked' }), 'Hide the names of bidders'),
  ];
  const send = data => {
    const body = {
      title: data.get('title'), description: data.get('description'), currency: data.get('currency'), bidding: data.get('bidding'),
      durationMs: Number(data.get('minutes')) * 60_000, bidders: data.has('masked') ? 'masked' : 'public', publish: true,
    };
    for (const name of ['startPrice', 'reserve', 'buyNow']) {
      if (data.get(name)) body[name] = money.parse(data.get(name), body.currency);
    }
    if (data.has('soft')) body.softClose = { windowMs: 120_000, extendMs: 120_000, hardEndMs: 3_600_000 };
    return session.api('POST', 'auctions', body, key).catch(error => {
      // Refused with this key for good; what is changed now is another request.
      if (error.status && error.status < 500) key = newKey();
      throw error;
    });
  };
  page('Sell', form(fields, 'Put it up', send, lot => { location.hash = `#/auctions/${lot.id}`; }));
}

function route() {
  leave?.();
  leave = null;
  const [path, query] = (location.hash.slice(1) || '/').split('?');
  const lot = /^\/auctions\/([\w-]+)$/.exec(path);
  if (lot) leave = floor.show(main, lot[1]);
  else if (path === '/sign-in') showSignIn(query);
  else if (path === '/sell') showSell();
  else leave = showList();
}

async function start() {
  live.onStatus(paintPill);
  const link = /^\/in\/([\w-]+)$/.exec(location.pathname);
  if (link) {
    // The code is used up and leaves the address, and with it the history.
    history.replaceState(null, '', '/');
    await session.redeem(link[1]).catch(error => page('This link does not work', h('p', null, error.code === 'not_found' ? 'It has been used, or is too old.' : words(error)), h('p', null, 'Each link works once, within half an hour.')));
  } else {
    await session.resume();
  }
  const { currencies } = await session.api('GET', 'meta');
  money.learn(currencies);
  session.onChange(() => { paintAccount(); live.reconnect(); route(); });
  paintAccount();
  live.connect();
  window.addEventListener('hashchange', route);
  if (!link || session.current()) route();
}

start().catch(error => page('Not reachable', h('p', { class: 'bad', role: 'alert' }, words(error)), h('button', { onclick: () => location.reload() }, 'Try again')));
