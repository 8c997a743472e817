// Money on the page: whole minor units and the scale that the server says, never a float and never the browser's table.

let scales = new Map();

/** Takes the scales from `GET /api/v1/meta`: `{EUR: 2, JPY: 0, …}`. */
export function learn(currencies) {
  scales = new Map(Object.entries(currencies));
}

/** Every currency that the server knows. */
export function currencies() {
  return [...scales.keys()].sort();
}

const formatters = new Map();

/** 123456 EUR as "€1,234.56". */
export function format(minor, currency) {
  if (minor === null || minor === undefined) return '–';
  const scale = scales.get(currency) ?? 2;
  if (!formatters.has(currency)) {
    const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale };
    formatters.set(currency, new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }));
  }
  // As text: a number of this size divided by a hundred may not be exact.
  return formatters.get(currency).format(decimal(minor, scale));
}

function decimal(minor, scale) {
  const digits = String(minor).padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * "1,234.5" in EUR as 123450. Throws where it could be misread: "1,50" is neither 150.00 nor 1.50 here.
 */
export function parse(text, currency) {
  const scale = scales.get(currency) ?? 2;
  const typed = text.trim().replace(/[\s\u00a0\u202f]/g, ' ');
  if (typed === '') throw new Error('Type an amount.');
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(typed);
  if (!found) {
    const example = format(100000 * 10 ** scale / 100, currency).replace(/[^\d.,]/g, '');
    throw new Error(`Write the amount like ${example}: commas between thousands, a point before the decimals.`);
  }
  const [, whole, fraction = ''] = found;
  if (scale < fraction.length) {
    throw new Error(scale === 0 ? `${currency} has no decimals.` : `${currency} has ${scale} decimals.`);
  }
  const minor = Number(whole.replaceAll(',', '') + fraction.padEnd(scale, '0'));
  if (!Number.isSafeInteger(minor) || minor < 1) throw new Error('This amount is out of range.');
  return minor;
}
