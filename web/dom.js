// Elements without markup in strings: nothing that somebody typed can become markup.

/** An element: `h('p', { class: 'soft' }, 'text', child)`. Handlers are `onclick` and the like. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let spoken = '';
let speaking = null;

/** Says something to people who do not see the page; of several in two seconds only the last. */
export function announce(text) {
  if (document.hidden) return;
  spoken = text;
  speaking ??= setTimeout(() => {
    document.querySelector('#polite').textContent = spoken;
    speaking = null;
  }, 2000);
}

/** A labelled field. */
export function field(label, input, hint) {
  return h('label', null, label, input, hint && h('span', { class: 'soft' }, hint));
}

/** What went wrong, in words. */
export function words(error) {
  const known = {
    offline: 'You are not connected; nothing was sent.',
    not_delivered: 'The connection was lost and this did not arrive; nothing happened.',
    unauthenticated: 'Sign in first.',
    forbidden: 'Your account may not do this.',
    ended: 'This auction is over.',
    cancelled: 'This auction was called off.',
    paused: 'This auction is paused.',
    not_started: 'This auction has not begun yet.',
    seller_cannot_bid: 'This is your own lot.',
    not_above_own_max: 'You lead already; a new maximum must be above the one you gave.',
    buy_now_unavailable: 'Buying at once is no longer possible.',
    retract_window_closed: 'It is too late to take this bid back.',
    retract_limit: 'You may not take back another bid here.',
    rate_limited: 'Too fast; wait a moment.',
    busy: 'The server is busy; nothing happened. Try again.',
    unavailable: 'The server cannot write now. Try again in a moment.',
  };
  // What fetch throws where nobody answers has another text in every browser.
  return known[error.code] ?? (error instanceof TypeError ? 'The server cannot be reached.' : error.message);
}

/** How long until then: "2 d 03:10", "1:02:03", "0:42". */
export function left(ms) {
  if (ms <= 0) return '0:00';
  const seconds = Math.ceil(ms / 1000);
  const two = number => String(number).padStart(2, '0');
  const [days, hours] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24];
  const [minutes, rest] = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (days) return `${days} d ${two(hours)}:${two(minutes)}`;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A key for one deed, kept until there is an answer. `randomUUID` needs HTTPS or loopback, this does not. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
