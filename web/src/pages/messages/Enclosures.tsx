// The files of a message that is being written: those that are on their way, and those that have arrived.

import { bytes, words } from '../../app/shared';
import { wordsOfRefusal } from './Refused';
import type { Attachment } from './types';
import type { Uploads } from './uploads';

export function Enclosures({
  files,
  uploads,
  onRemove,
}: {
  files: readonly Attachment[];
  uploads: Uploads;
  onRemove(file: Attachment): void;
}) {
  const t = words('messages');
  const f = words('frame');
  if (files.length === 0 && uploads.all.length === 0) return null;
  return (
    <ul class="talk-enclosures" aria-label={t('attached')}>
      {files.map(one => (
        <li key={one.id}>
          <span>
            <span aria-hidden="true">📎</span> {one.name} <span class="soft">{bytes(one.bytes)}</span>
          </span>
          <Remove name={one.name} onRemove={() => onRemove(one)} />
        </li>
      ))}
      {uploads.all.map(({ key, file, part, error }) => (
        <li key={key}>
          <span>
            {file.name} <span class="soft">{bytes(file.size)}</span>
            {error ? (
              <span class="bad" role="alert">
                {' '}
                {wordsOfRefusal(error)}
              </span>
            ) : (
              <progress max={1} value={part} aria-label={f('uploading', { name: file.name })} />
            )}
          </span>
          {error && (
            <button type="button" onClick={() => uploads.retry(key)}>
              {f('retry')}
            </button>
          )}
          <Remove name={file.name} onRemove={() => uploads.cancel(key)} />
        </li>
      ))}
    </ul>
  );
}

function Remove({ name, onRemove }: { name: string; onRemove(): void }) {
  return (
    <button type="button" class="quiet" onClick={onRemove} aria-label={words('messages')('attached.remove', { name })}>
      <span aria-hidden="true">✕</span>
    </button>
  );
}
