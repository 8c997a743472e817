// The thing itself, and on which terms it is sold.

import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../../../app/shared';
import { Away } from './Away';
import { later } from './later';
import type { Lot } from './lot';

const Terms = later(() => import('./Terms'));

/** A longer description is shown in part. */
const LONG_CHARS = 700;

export function About({ lot }: { lot: Lot }) {
  const t = words('floor');
  const [whole, show] = useState(false);
  const [opened, open] = useState(false);
  const { description, attributes } = lot.item;
  const isLong = LONG_CHARS < description.length;
  return (
    <>
      {description !== '' && (
        <p class="text" dir="auto">
          {isLong && !whole ? `${description.slice(0, LONG_CHARS)}…` : description}
        </p>
      )}
      {isLong && (
        <button class="quiet" aria-expanded={whole} onClick={() => show(!whole)}>
          {whole ? t('less') : t('more')}
        </button>
      )}
      {0 < Object.keys(attributes).length && (
        <dl class="pairs">
          {Object.entries(attributes).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      {lot.relists && (
        <p>
          <Away href={`/auctions/${lot.relists.split(':')[1]}`}>{t('relists')}</Away>
        </p>
      )}
      <details onToggle={event => event.currentTarget.open && open(true)}>
        <summary>{t('terms')}</summary>
        {opened && <Terms lot={lot} />}
      </details>
    </>
  );
}
