// Times as people read them, and clocks that run on the server's time.

import { useEffect, useRef } from 'preact/hooks';
import { announce, countdown, exactMoment, moment, relative, rialto, words } from '../app/shared';
import { useNow } from '../app/hooks';

/** A time: relative, with the exact one on hover. */
export function When({ at, exact }: { at: string; exact?: boolean }) {
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={exactMoment(at)}>
      {exact ? moment(at) : relative(at, now)}
    </time>
  );
}

/** Seconds left at which a clock speaks. */
const SPOKEN_S = [300, 60, 30, 10];

/** What is left until `until`, by the server's clock. It changes its own text only, so that nothing else is drawn anew. */
export function Countdown({ until, label, spoken }: { until: string | number; label?: string; spoken?: (left: string) => string }) {
  const t = words('frame');
  const text = useRef<HTMLSpanElement>(null);
  const end = new Date(until).getTime();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let last = Infinity;
    const tick = () => {
      const left = end - rialto.now();
      const seconds = Math.ceil(left / 1000);
      const shown = countdown(left);
      if (text.current && text.current.textContent !== shown) text.current.textContent = shown;
      const due = SPOKEN_S.find(mark => seconds <= mark && mark < last);
      if (due && last !== Infinity && spoken) announce(spoken(shown), { key: 'clock', urgent: due <= 10 });
      last = seconds;
      // To the next whole second, and not past it.
      if (0 < left) timer = setTimeout(tick, (left % 1000) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [end]);
  return (
    <span role="timer" aria-label={label ?? t('time_left')} class="timer">
      <span ref={text} />
    </span>
  );
}
