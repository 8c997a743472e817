// One auction, live: price, clock, bids, and what one may do.

import { announce, field, h, left, newKey, words } from './dom.js';
import * as live from './live.js';
import * as money from './money.js';
import * as session from './session.js';

const HISTORY_MAX = 50;
const STATUS = { draft: 'Draft', scheduled: 'Scheduled', active: 'Live', paused: 'Paused', ended: 'Ended', cancelled: 'Called off' };

const PUBLISH = { text: 'Publish', event: 'auction:publish', data: {} };
const PAUSE = { text: 'Pause', event: 'auction:pause', asks: 'Why is it paused? Everyone sees the reason.' };
const RESUME = { text: 'Resume', event: 'auction:resume', data: {} };
const EXTEND = { text: 'Extend by a minute', event: 'auction:extend', data: { seconds: 60 } };
const END = { text: 'End now', event: 'auction:end', data: {}, sure: 'Bring down the hammer now?' };
const CANCEL = { text: 'Call off', event: 'auction:cancel', asks: 'Why is it called off? Everyone sees the reason.' };
/** What its seller and staff may do, by its status. */
const DEEDS = { draft: [PUBLISH, CANCEL], scheduled: [CANCEL], active: [PAUSE, EXTEND, END, CANCEL], paused: [RESUME, CANCEL] };

/** Lays an event over what is known of an auction. */
export function follow(lot, { event, data, at }) {
  switch (event) {
    case 'auction:bid': {
      const { bid, bidder, amount, price, minimum, bidCount, leader, automatic, buyNow, endsAt } = data;
      const bids = [{ bid, bidder, amount, at, automatic, retracted: false }, ...lot.bids].slice(0, HISTORY_MAX);
      return { ...lot, price, minimum, bidCount, leader, buyNow, endsAt, bids };
    }
    case 'auction:retracted': {
      const { bid, price, minimum, leader, bidCount, reserveMet } = data;
      const bids = lot.bids.map(line => (line.bid === bid ? { ...line, retracted: true } : line));
      return { ...lot, price, minimum, leader, bidCount, reserveMet, bids };
    }
    case 'auction:status':
      return { ...lot, reason: undefined, remainingMs: undefined, endsAt: null, ...data };
    case 'auction:extended':
      return { ...lot, ...data, extensions: lot.extensions + 1 };
    case 'auction:reserve_met':
      return { ...lot, reserveMet: true };
    case 'auction:ended':
      return { ...lot, ...data, status: 'ended', endsAt: null };
    default:
      return lot;
  }
}

/** What a clock shows of an auction now. */
export function clock(lot) {
  if (lot.status === 'ended') return 'Ended';
  if (lot.status === 'cancelled') return 'Called off';
  if (lot.status === 'paused') return lot.remainingMs === undefined ? 'Paused' : `Paused, ${left(lot.remainingMs)} left`;
  if (lot.status === 'scheduled' && lot.startsAt) return `Begins in ${left(Date.parse(lot.startsAt) - live.now())}`;
  if (lot.endsAt) return left(Date.parse(lot.endsAt) - live.now());
  return lot.status === 'active' ? 'Runs from the first bid' : '';
}

/** "1 bid", "2 bids". */
export function bids(count) {
  return count === 1 ? '1 bid' : `${count} bids`;
}

/** The badge of an auction. */
export function badge(lot) {
  const text = lot.status === 'active' && lot.extensions > 0 ? 'Extended' : STATUS[lot.status] ?? lot.status;
  return h('span', { class: `badge ${lot.status === 'active' ? 'good' : 'soft'}` }, text);
}

/** Puts the auction `id` on the page; returns how to leave it. */
export function show(main, id) {
  const room = `auction:${id}`;
  const parts = {
    head: h('div', null, h('p', { class: 'soft' }, 'Loading…')), box: h('section', { class: 'card', 'aria-label': 'Price' }),
    panel: h('section', { class: 'card', 'aria-label': 'Your bid' }), history: h('section', { class: 'card', 'aria-label': 'Bids' }),
    timer: h('span', { class: 'timer', role: 'timer' }), note: h('p', { class: 'note', role: 'status' }), quick: h('div', { class: 'quick' }),
    position: h('p'), retract: h('div'), said: h('p', { class: 'soft', role: 'status' }), watchers: h('span', { class: 'soft' }), keeper: h('section', { class: 'card', 'aria-label': 'Keep order', hidden: true }),
  };
  let lot = null;
  let asked = null;
  const form = bidForm(() => lot, bid);

  main.replaceChildren(parts.head, h('div', { class: 'floor' }, h('div', null, parts.box, parts.panel, parts.keeper), parts.history));

  const say = (text, tone) => { parts.note.className = `note ${tone ?? ''}`; parts.note.textContent = text; };

  async function deed(event, data, done) {
    say('Sending…');
    try {
      const reply = await live.ask(event, data, { room, key: newKey() });
      say(done(reply.data), 'good');
    } catch (error) {
      const minimum = error.data?.minimum && ` The minimum is ${money.format(error.data.minimum, lot.currency)}.`;
      const changed = error.code === 'price_changed' ? 'The price has changed; nothing was bid.' : error.code === 'bid_too_low' ? 'Too low.' : words(error);
      say(changed + (minimum || ''), 'bad');
    }
    mine();
  }

  function bid(amount, max) {
    const data = { amount, currency: lot.currency };
    if (max) data.max = max;
    if (lot.price !== null) data.expectedPrice = lot.price;
    const told = {
      leading: 'You lead.', outbid: 'Outbid at once by an automatic bid.', raised: 'Your maximum is raised; you lead.', lowered: 'Your maximum is lowered.',
    };
    sure(amount, max, () => deed('auction:bid', data, ({ status }) => told[status] ?? 'Done.'));
  }

  /** Asks once more before a bid that is probably a slip of the finger. */
  function sure(amount, max, go) {
    const most = max ?? amount;
    if (most <= lot.minimum * 2) return go();
    const close = then => () => { dialog.close(); dialog.remove(); then?.(); };
    const dialog = h('dialog', { 'aria-label': 'Are you sure?' },
      h('p', null, `${money.format(most, lot.currency)} is more than twice the minimum of ${money.format(lot.minimum, lot.currency)}.`),
      h('div', { class: 'quick' }, h('button', { onclick: close() }, 'Go back'),
        h('button', { class: 'main', onclick: close(go) }, `Bid ${money.format(most, lot.currency)}`)));
    main.append(dialog);
    dialog.showModal();
  }

  /** What concerns the viewer is not in events that everyone sees: it is asked for, at most once a second. */
  function mine() {
    if (!session.current() || asked) return;
    asked = setTimeout(async () => {
      asked = null;
      try {
        const { you } = await session.api('GET', `auctions/${id}`);
        lot = { ...lot, you };
        paintPanel();
      } catch {
        // The next event asks again.
      }
    }, 1000);
  }

  function heard(message) {
    if (message.gone) return main.replaceChildren(h('h1', { tabindex: -1 }, 'No such auction'), h('p', null, words(message.gone)), h('a', { href: '#/' }, 'All auctions'));
    if (message.state) {
      lot = message.state;
      paintHead();
    } else if (message.signal === 'auction:watchers') {
      lot.watchers = message.data.count;
    } else if (message.event === 'auction:announcement') {
      parts.said.textContent = message.data.text;
    } else if (message.event) {
      const before = lot;
      lot = follow(lot, message);
      speak(before, message);
      mine();
    }
    paint();
  }

  function speak(before, { event, data }) {
    if (event === 'auction:bid') {
      const led = before.you?.alias && before.leader === before.you.alias && data.leader !== before.leader;
      announce(`${led ? 'You were outbid. ' : ''}${money.format(data.price, lot.currency)}, ${data.leader} leads.`);
      // Known from the names until the server has told it.
      if (lot.you?.alias) lot.you = { ...lot.you, leading: data.leader === lot.you.alias };
    }
    if (event === 'auction:retracted') announce(`A bid was taken back. ${data.leader ? `${money.format(data.price, lot.currency)}, ${data.leader} leads.` : 'There is no bid now.'}`);
    if (event === 'auction:status') announce(STATUS[data.status] ?? data.status);
    if (event === 'auction:extended') announce('The end was moved.');
    if (event === 'auction:ended') announce(data.winner ? `Sold to ${data.winner} for ${money.format(data.hammer, lot.currency)}.` : 'Ended, not sold.');
  }

  function paintHead() {
    const heading = h('h1', { tabindex: -1 }, lot.item.title);
    parts.head.replaceChildren(heading,
      h('p', { class: 'row' }, h('span', { class: 'soft' }, `Sold by ${lot.seller.name}`), parts.watchers), h('p', { class: 'text' }, lot.item.description), parts.said);
    if (document.activeElement === document.body) heading.focus({ preventScroll: true });
  }

  function paint() {
    const shown = lot.price ?? lot.minimum;
    document.title = `${lot.item.title} – ${money.format(shown, lot.currency)} – Rialto`;
    parts.watchers.textContent = `${lot.watchers} watching`;
    const reserve = lot.rules.hasReserve && h('span', { class: lot.reserveMet ? 'good' : 'bad' }, lot.reserveMet ? 'Reserve met' : 'Reserve not met');
    const over = ['ended', 'cancelled'].includes(lot.status);
    const soft = !over && lot.rules.softClose && h('span', { class: 'soft' }, `A bid in the last ${left(lot.rules.softClose.windowMs)} moves the end.`);
    const ended = lot.status === 'ended' && h('p', null, lot.winner ? `Sold to ${lot.winner} for ${money.format(lot.hammer, lot.currency)}.` : 'Not sold.');
    parts.box.replaceChildren(
      h('div', { class: 'row' }, h('span', { class: 'price' }, money.format(shown, lot.currency)), badge(lot)),
      h('div', { class: 'row' }, h('span', null, lot.leader ? `${lot.leader} ${over ? 'led' : 'leads'}` : over ? 'No bids' : 'No bids yet; this is the start'), h('span', null, bids(lot.bidCount))),
      h('div', { class: 'row' }, parts.timer, h('time', { class: 'soft', datetime: lot.endsAt ?? '' }, lot.endsAt ? `ends ${new Date(lot.endsAt).toLocaleTimeString()}` : '')),
      h('div', { class: 'row' }, reserve, soft), ended || '', lot.reason ? h('p', null, `Reason: ${lot.reason}`) : '');
    const line = entry => h('tr', { class: entry.retracted && 'gone' }, h('td', null, entry.bidder),
      h('td', { class: 'amount' }, money.format(entry.amount, lot.currency)), h('td', { class: 'soft' }, new Date(entry.at).toLocaleTimeString()));
    const head = h('tr', null, h('th', { scope: 'col' }, 'Bidder'), h('th', { scope: 'col', class: 'amount' }, 'Bid'), h('th', { scope: 'col' }, 'At'));
    parts.history.replaceChildren(h('h2', null, 'Bids'), lot.bids.length ? h('table', null, head, ...lot.bids.map(line))
      : h('p', { class: 'soft' }, `No bids yet. Start at ${money.format(lot.minimum, lot.currency)}.`));
    paintPanel();
    tick();
  }

  function paintPanel() {
    const { you } = lot;
    const standing = you?.bids?.some(entry => !entry.retracted);
    const open = lot.status === 'active';
    const offline = live.status().name !== 'live';
    main.classList.toggle('stale', offline);
    if (!parts.panel.contains(form.element)) parts.panel.replaceChildren(parts.position, parts.quick, form.element, parts.retract, parts.note);
    const held = you?.max ? ` Your maximum of ${money.format(you.max, lot.currency)} bids for you${offline ? ', also while you are not connected' : ''}.` : '';
    parts.position.className = you?.leading ? 'good' : standing && open ? 'bad' : 'soft';
    parts.position.replaceChildren(lot.status === 'ended' ? (you?.alias && lot.winner === you.alias ? 'It is yours.' : standing ? 'You did not get it.' : 'It is over.')
      : lot.status === 'cancelled' ? 'It was called off.' : you?.leading ? `You lead.${open ? held : ''}` : standing && open ? 'You are outbid.'
      : session.current() ? (you && !you.canBid && you.whyNot ? words({ code: you.whyNot, message: 'You cannot bid here.' }) : 'You have not bid.') : h('a', { href: `#/sign-in?then=${encodeURIComponent(location.hash)}` }, 'Sign in to bid'));
    const can = open && !offline && you?.canBid !== false && session.current() !== null;
    // Before the first bid there is no price to tell the step from.
    const step = lot.price === null ? 0 : lot.minimum - lot.price;
    const amounts = [...new Set([lot.minimum, lot.minimum + step, lot.minimum + 2 * step])];
    const buttons = amounts.map(amount => h('button', { disabled: !can, onclick: () => bid(amount) }, money.format(amount, lot.currency)));
    if (lot.buyNow && lot.rules.buyNow) {
      buttons.push(h('button', { class: 'main', disabled: !can, onclick: () => deed('auction:buy', {}, () => 'It is yours.') }, `Buy now for ${money.format(lot.rules.buyNow, lot.currency)}`));
    }
    keepFocus(parts.quick, buttons);
    parts.quick.hidden = !open;
    form.element.hidden = !open;
    form.paint(can);
    paintKeeper(offline);
  }

  /** What its seller and staff may do; the server decides. */
  function paintKeeper(offline) {
    const user = session.current();
    const keeps = user && (user.id === lot.seller.id || ['moderator', 'admin', 'app'].includes(user.role));
    const deeds = keeps ? (DEEDS[lot.status] ?? []) : [];
    parts.keeper.hidden = deeds.length === 0;
    const press = ({ event, asks, sure: question, data }) => () => {
      if (question && !confirm(question)) return;
      const reason = asks ? prompt(asks) : '';
      if (reason !== null) deed(event, asks ? { reason } : data, () => 'Done.');
    };
    if (!parts.keeper.firstChild) parts.keeper.append(h('h2', null, 'Keep order'), h('div', { class: 'quick' }));
    keepFocus(parts.keeper.lastChild, deeds.map(entry => h('button', { disabled: offline, onclick: press(entry) }, entry.text)));
  }

  function paintRetract() {
    const until = lot?.you?.retractableUntil ? Date.parse(lot.you.retractableUntil) - live.now() : 0;
    const last = lot?.you?.bids?.find(entry => !entry.retracted);
    const may = until > 0 && last && ['active', 'paused'].includes(lot.status);
    if (!may) return parts.retract.replaceChildren();
    const text = `Take back ${money.format(last.max, lot.currency)} (${Math.ceil(until / 1000)} s)`;
    const button = parts.retract.querySelector('button');
    if (button?.dataset.bid === last.bid) button.textContent = text;
    else parts.retract.replaceChildren(h('button', { 'data-bid': last.bid, onclick: () => deed('auction:retract', { bid: last.bid }, () => 'Taken back.') }, text));
  }

  function tick() {
    if (!lot) return;
    parts.timer.textContent = clock(lot);
    paintRetract();
  }

  const changed = () => { if (lot) paintPanel(); };
  const unheard = live.onStatus(changed);
  const ticking = setInterval(tick, 250);
  const stop = live.subscribe(room, heard);
  return () => { stop(); unheard(); clearInterval(ticking); clearTimeout(asked); main.classList.remove('stale'); lot = null; };
}

/** Replaces buttons without taking the focus from whoever is about to press one. */
function keepFocus(parent, buttons) {
  const index = [...parent.children].indexOf(document.activeElement);
  parent.replaceChildren(...buttons);
  if (index >= 0) parent.children[index]?.focus();
}

function bidForm(lot, bid) {
  const amount = h('input', { inputmode: 'decimal', autocomplete: 'off', name: 'amount', 'aria-describedby': 'echo' });
  const echo = h('span', { id: 'echo', class: 'soft note' });
  const radio = (value, text) => h('label', { class: 'inline' }, h('input', { type: 'radio', name: 'how', value, checked: value === 'exact' }), text);
  const how = h('fieldset', null, h('legend', { class: 'unseen' }, 'How to bid'), radio('exact', 'Bid exactly'), radio('max', 'Up to (automatic)'));
  const submit = h('button', { class: 'main', type: 'submit' }, 'Bid');
  const read = () => {
    try {
      const minor = money.parse(amount.value, lot().currency);
      amount.removeAttribute('aria-invalid');
      echo.textContent = money.format(minor, lot().currency);
      return minor;
    } catch (error) {
      amount.setAttribute('aria-invalid', 'true');
      echo.textContent = error.message;
      return null;
    }
  };
  amount.addEventListener('input', read);
  const element = h('form', {
    onsubmit: event => {
      event.preventDefault();
      const minor = read();
      if (minor === null) return amount.focus();
      if (how.querySelector(':checked')?.value === 'max' && lot().bidding === 'proxy') bid(Math.min(lot().minimum, minor), minor);
      else bid(minor);
    },
  }, field('Your amount', amount), echo, how, submit);
  const paint = can => {
    submit.disabled = !can;
    how.hidden = lot().bidding !== 'proxy';
    amount.placeholder = money.format(lot().minimum, lot().currency);
  };
  return { element, paint };
}
