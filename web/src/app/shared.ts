// What nearly every component needs, from one place.

export { announce } from './announce';
export * from './format';
export { live, meta, rialto, status } from './rialto';
export { go, place, setQuery } from './router';
export { person } from './session';
export { has, words } from './words';
