// Pictures of what is sold: uploaded here, in the order in which they are shown.

import { useState } from 'preact/hooks';
import { newKey, type RialtoError } from '@rialto/client';
import { bytes, meta, number, rialto, words } from '../app/shared';
import { Button, Field } from './controls';
import { wordsOf } from './states';

const TYPES = 'image/jpeg,image/png,image/webp,image/gif,image/avif';
/** As many as a lot may have. */
const PICTURES_MAX = 20;

export function Pictures({ images, onImages, error }: { images: string[]; onImages(images: string[]): void; error?: string | undefined }) {
  const t = words('frame');
  const [busy, setBusy] = useState('');
  const [failed, setFailed] = useState<RialtoError>();
  const most = meta.value?.limits['pictureBytesMax'];
  const upload = async (files: File[]) => {
    setFailed(undefined);
    let all = images;
    for (const file of files.slice(0, PICTURES_MAX - images.length)) {
      setBusy(file.name);
      try {
        const { picture } = await rialto.rest.ask('POST', 'pictures', { body: file, query: { name: file.name }, key: newKey() });
        all = [...all, picture.url];
        onImages(all);
      } catch (why: any) {
        setFailed(why);
        break;
      }
    }
    setBusy('');
  };
  return (
    <div class="stack">
      <Field label={t('pictures')} hint={most ? t('pictures_hint', { size: bytes(most), count: number(PICTURES_MAX) }) : undefined} error={error ?? (failed && wordsOf(failed))}>
        {ids => (
          <input {...ids} type="file" accept={TYPES} multiple onChange={event => void upload([...(event.currentTarget.files ?? [])]).finally(() => (event.currentTarget.value = ''))} />
        )}
      </Field>
      <p role="status">{busy && t('uploading', { name: busy })}</p>
      <ul class="lines">
        {images.map((address, place) => (
          <li key={address} class="row middle">
            <img src={address} alt={t('picture', { place: number(place + 1) })} width="96" />
            <span class="row">
              {0 < place && <Button onClick={() => onImages(moved(images, place))}>{t('earlier')}</Button>}
              <Button onClick={() => onImages(images.filter(one => one !== address))}>{t('remove')}</Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function moved(images: string[], place: number): string[] {
  const all = [...images];
  [all[place - 1], all[place]] = [all[place]!, all[place - 1]!];
  return all;
}
