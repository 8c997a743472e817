// How far one's own message has come; among several, by whom it has been read.

import { useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { Dialog } from '../../ui/controls';
import { listed, nameOf } from './names';
import { receiptOf } from './receipts';
import type { Scene } from './scene';
import type { Member, Message } from './types';

const SIGNS = { sent: '✓', delivered: '✓✓', read: '✓✓' } as const;

export function Progress({ message, scene: { talk } }: { message: Message; scene: Scene }) {
  const t = words('messages');
  const [isOpen, open] = useState(false);
  const receipt = receiptOf(message, talk);
  const { state, readBy, deliveredTo } = receipt;
  const sign = (
    <span aria-hidden="true" class={`talk-sign ${state}`}>
      {SIGNS[state]}
    </span>
  );
  // Between two there is only one who can have read it.
  if (talk.kind === 'direct' || state === 'sent') {
    return (
      <span data-receipt={state}>
        {sign} {t(`receipt.${state}`)}
      </span>
    );
  }
  return (
    <div data-receipt={state}>
      <button type="button" class="quiet talk-receipt" onClick={() => open(true)}>
        {sign} {state === 'read' ? t('receipt.read_by', { count: readBy.length }) : t('receipt.delivered')}
      </button>
      {isOpen && (
        <Dialog title={t('receipt.title')} onClose={() => open(false)}>
          <dl class="pairs">
            <Who label={t('receipt.read')} who={readBy} />
            <Who label={t('receipt.delivered')} who={deliveredTo} />
          </dl>
        </Dialog>
      )}
    </div>
  );
}

function Who({ label, who }: { label: string; who: readonly Member[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{who.length === 0 ? words('messages')('receipt.nobody') : listed(who.map(one => nameOf(one.name)))}</dd>
    </>
  );
}
