// Switches bidding with one tap on, with its limit and its end, and off.

import { useState } from 'preact/hooks';
import { amount, clockTime, rialto, words } from '../../../app/shared';
import { Button, MoneyField, Select } from '../../../ui/controls';
import type { Lot } from './lot';
import type { OneTap } from './oneTap';
import { span } from './said';

const MINUTES = ['5', '15', '60'];

export function OneTapSwitch({ lot, tap, onTap }: { lot: Lot; tap: OneTap | null; onTap(to: OneTap | null): void }) {
  const t = words('floor');
  const [{ text, units }, write] = useState<{ text: string; units: number | null }>({ text: '', units: null });
  const [minutes, last] = useState('15');
  const [wrong, say] = useState<string>();
  if (tap) {
    return (
      <p class="row start middle warning" data-testid="one-tap">
        <span>{t('tap.on', { amount: amount(tap.limit, lot.currency), time: clockTime(tap.until) })}</span>
        <Button onClick={() => onTap(null)}>{t('tap.off')}</Button>
      </p>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (units === null) return say(t('amount.missing'));
    onTap({ limit: units, until: rialto.now() + Number(minutes) * 60_000 });
  };
  return (
    <details>
      <summary>{t('tap')}</summary>
      <form onSubmit={submit} noValidate>
        <p class="soft">{t('tap.what')}</p>
        <MoneyField
          label={t('tap.limit')}
          currency={lot.currency}
          text={text}
          onText={(text, units) => (write({ text, units }), say(undefined))}
          error={wrong}
        />
        <Select
          label={t('tap.for')}
          value={minutes}
          options={MINUTES.map(one => [one, span(Number(one) * 60_000)] as const)}
          onValue={last}
        />
        <Button type="submit">{t('tap.start')}</Button>
      </form>
    </details>
  );
}
