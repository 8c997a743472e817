// A short sound when a match is found, for those who want one.

import { signal } from '@preact/signals';

const SOUND = 'rialto.play.sound';
/** Two notes, each so long. */
const NOTES_HZ = [660, 880];
const NOTE_S = 0.16;

/** Off until somebody wants it. */
export const sound = signal(localStorage.getItem(SOUND) === 'on');

export function setSound(on: boolean): void {
  localStorage.setItem(SOUND, on ? 'on' : 'off');
  sound.value = on;
  if (on) play();
}

/** Plays it where it is wanted and the browser lets the page. */
export function play(): void {
  if (!sound.peek()) return;
  const context = new AudioContext();
  for (const [at, hertz] of NOTES_HZ.entries()) {
    const note = context.createOscillator();
    const loud = context.createGain();
    const from = context.currentTime + at * NOTE_S;
    note.frequency.value = hertz;
    loud.gain.setValueAtTime(0.15, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    note.connect(loud).connect(context.destination);
    note.start(from);
    note.stop(from + NOTE_S);
    if (at === NOTES_HZ.length - 1) note.onended = () => void context.close();
  }
}
