// What was said and is not there yet: it stands at the end of the thread, with what can be done about it.

import type { Queued } from '@rialto/client';
import { live, rialto, words } from '../../app/shared';
import { again } from './queued';
import { wordsOfRefusal } from './Refused';
import { Words } from './Said';

export function Waiting({ said }: { said: Queued }) {
  const t = words('messages');
  const { content, contentType, attachments = [] } = said.data;
  return (
    <div class="talk-line own waiting" data-testid="waiting" data-state={said.state}>
      <div class="talk-body">
        <p class="unseen">
          <strong>{t('you')}</strong>
        </p>
        {content !== '' && <Words content={content} type={contentType ?? 'text'} names={[]} />}
        {0 < attachments.length && <p>{t('files', { count: attachments.length })}</p>}
        <p class="talk-fate soft">
          <Fate said={said} />
        </p>
        <Stuck said={said} />
      </div>
    </div>
  );
}

function Fate({ said: { state } }: { said: Queued }) {
  const t = words('messages');
  if (state === 'failed' || state === 'old') return null;
  return (
    <>
      <span aria-hidden="true">🕓</span> {state === 'sending' ? t('sending') : live.value ? t('waiting') : t('waiting.offline')}
    </>
  );
}

/** It does not go on by itself: why, and what one can do. */
export function Stuck({ said }: { said: Queued }) {
  const t = words('messages');
  const { state, error, key } = said;
  if (state !== 'failed' && state !== 'old') return null;
  return (
    <span class="talk-stuck">
      <span class="bad" role="alert">
        {state === 'old' ? t('old') : error ? wordsOfRefusal(error) : t('failed')}
      </span>
      <button type="button" onClick={() => again(said)}>
        {state === 'old' ? t('send_anyway') : words('frame')('retry')}
      </button>
      <button type="button" onClick={() => rialto.queue.discard(key)}>
        {t('discard')}
      </button>
    </span>
  );
}
