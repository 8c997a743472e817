// Limits of the server as it is without other settings. It has the last word: what it refuses is said.

export const MESSAGE_CHARS_MAX = 4_000;
/** From so many on, what is left is counted. */
export const MESSAGE_CHARS_COUNTED = 3_600;
export const EDIT_WITHIN_MS = 15 * 60_000;
export const FILES_MAX = 10;
export const TITLE_CHARS_MAX = 120;
export const REASON_CHARS_MAX = 500;
export const WORDS_MAX = 500;
export const ADDRESS_CHARS_MAX = 2_000;
export const SLOW_SECONDS_MAX = 21_600;
