// A small choice of emoji, by what they are for.

export const EMOJI: readonly (readonly [kind: 'faces' | 'gestures' | 'hearts' | 'things', emoji: readonly string[]])[] = [
  ['faces', ['😀', '😂', '🙂', '😉', '😍', '🤔', '😮', '😢', '😡', '🥳', '😎', '🙄']],
  ['gestures', ['👍', '👎', '👏', '🙏', '👋', '🤝', '💪', '✌️', '👀', '🤷']],
  ['hearts', ['❤️', '🧡', '💚', '💙', '💜', '💔', '🔥', '⭐', '🎉', '✨']],
  ['things', ['✅', '❌', '❓', '❗', '💡', '🔨', '💰', '📦', '🏆', '☕']],
];

/** Those that stand at hand for a message. */
export const QUICK: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
