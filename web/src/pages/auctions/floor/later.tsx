// Parts of the floor that come when they are needed.

import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { RialtoError } from '@rialto/client';
import { loadWords, type Section } from '../../../app/words';
import { Failure } from '../../../ui/states';

/** A part that is loaded when it is shown for the first time, with its words. Where that fails, the rest of the page stays. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>, section?: Section): ComponentType<P> {
  let Part: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [failed, fail] = useState(false);
    const [round, turn] = useState(0);
    useEffect(() => {
      if (Part) return;
      let old = false;
      fail(false);
      Promise.all([load(), section && loadWords([section])]).then(
        ([made]) => {
          Part = made.default;
          if (!old) turn(times => times + 1);
        },
        () => old || fail(true),
      );
      return () => void (old = true);
    }, [round]);
    if (Part) return <Part {...props} />;
    if (failed)
      return (
        <Failure
          error={new RialtoError({ code: 'offline', message: 'A part of the page could not be loaded.' })}
          retry={() => turn(round + 1)}
        />
      );
    return <div aria-busy="true" />;
  };
}
