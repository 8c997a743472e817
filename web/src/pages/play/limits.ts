// How much the server takes; as docs/PROTOCOL.md has it.

export const PASSWORD_CHARS_MAX = 100;
export const TITLE_CHARS_MAX = 60;
export const REASON_CHARS_MAX = 200;
export const CODE_CHARS = 8;
export const MESSAGE_CHARS_MAX = 4_000;
