// How the element looks until a page says otherwise, by custom properties and `::part()`.

const CSS = `
:host { display: block; font: var(--rialto-font, inherit); color: var(--rialto-color, CanvasText); }
:host([hidden]) { display: none; }
article { background: var(--rialto-background, Canvas); border: var(--rialto-border, 1px solid GrayText);
  border-radius: var(--rialto-radius, 0.5rem); padding: var(--rialto-padding, 1rem); display: grid; gap: 0.5rem; }
h3, p, ol { margin: 0; }
h3 { font-size: 1.1em; }
header, .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: baseline; justify-content: space-between; }
.price { font-size: 1.6em; font-weight: 700; font-variant-numeric: tabular-nums; }
.clock, li { font-variant-numeric: tabular-nums; }
.label { font-size: 0.85em; opacity: 0.8; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
label { display: grid; gap: 0.25rem; flex: 1 1 8rem; }
input, button { font: inherit; min-height: 44px; padding: 0 0.75rem; border-radius: calc(var(--rialto-radius, 0.5rem) / 2); box-sizing: border-box; }
input { border: 1px solid GrayText; background: Field; color: FieldText; width: 100%; }
button { border: 1px solid transparent; background: var(--rialto-accent, #0b5fa5); color: var(--rialto-accent-text, #fff); font-weight: 600; cursor: pointer; }
button[aria-disabled='true'] { opacity: 0.5; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--rialto-accent, #0b5fa5); outline-offset: 2px; }
ol { list-style: none; padding: 0; display: grid; gap: 0.25rem; }
li { display: flex; justify-content: space-between; gap: 0.5rem; }
.gone { text-decoration: line-through; opacity: 0.7; }
.old .price, .old .clock, .old ol { opacity: 0.6; }
[hidden] { display: none !important; }
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements of a page; a constructed one needs no leave of a content security policy. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
