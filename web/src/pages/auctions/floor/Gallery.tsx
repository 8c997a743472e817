// Pictures: one large, the others small beneath it.

import { useState } from 'preact/hooks';
import { words } from '../../../app/shared';
import type { Lot } from './lot';

/** The page may show its own pictures alone. */
function isElsewhere(image: string): boolean {
  return URL.canParse(image, location.href) && new URL(image, location.href).origin !== location.origin;
}

export function Gallery({ lot }: { lot: Lot }) {
  const t = words('floor');
  const [place, go] = useState(0);
  const { images } = lot.item;
  const [lost, lose] = useState<readonly string[]>(() => images.filter(isElsewhere));
  const shown = images[Math.min(place, images.length - 1)];
  if (shown === undefined) return null;
  const alt = (at: number) => t('picture', { number: at + 1, count: images.length, title: lot.title });
  const step = (event: KeyboardEvent) => {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const to = (place + (event.key === forward ? 1 : -1) + images.length) % images.length;
    go(to);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')[to]?.focus();
  };
  return (
    <figure class="gallery">
      {lost.includes(shown) ? (
        <p class="picture lost soft">
          <span>
            {t('picture.lost')}{' '}
            <a href={shown} target="_blank" rel="noreferrer">
              {t('picture.open')}
            </a>
          </span>
        </p>
      ) : (
        <a href={shown} target="_blank" rel="noreferrer">
          <img class="picture" src={shown} alt={alt(place)} onError={() => lose([...lost, shown])} />
        </a>
      )}
      {1 < images.length && (
        <ul aria-label={t('pictures')} onKeyDown={step}>
          {images.map((image, at) => (
            <li key={image}>
              <button aria-current={at === place} aria-label={alt(at)} onClick={() => go(at)}>
                {lost.includes(image) ? (
                  <span aria-hidden="true">{at + 1}</span>
                ) : (
                  <img src={image} alt="" loading="lazy" onError={() => lose([...lost, image])} />
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
