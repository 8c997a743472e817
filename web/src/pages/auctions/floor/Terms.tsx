// On which terms it is sold.

import type { ComponentChildren } from 'preact';
import { amount, moment, number, words } from '../../../app/shared';
import { isSealed, type Lot, type Rules } from './lot';
import { percent, span, wordsOfHold, wordsOfRetraction, wordsOfSoftClose } from './said';

export default function Terms({ lot }: { lot: Lot }) {
  const t = words('floor');
  const { rules, currency } = lot;
  const money = (units: number) => amount(units, currency);
  return (
    <dl class="pairs">
      <Pair name={t('terms.kind')}>{t(lot.kind === 'english' ? `terms.${lot.bidding}` : `terms.${lot.kind}`)}</Pair>
      <Pair name={t('terms.start')}>{money(rules.startPrice)}</Pair>
      {rules.floorPrice !== undefined && <Pair name={t('terms.floor')}>{money(rules.floorPrice)}</Pair>}
      {rules.step && (
        <Pair name={t('terms.step')}>{t('terms.step_is', { amount: money(rules.step.amount), span: span(rules.step.everyMs) })}</Pair>
      )}
      {lot.kind === 'english' && <Pair name={t('terms.increment')}>{wordsOfIncrement(rules, money)}</Pair>}
      {1 < rules.tick && <Pair name={t('terms.tick')}>{money(rules.tick)}</Pair>}
      {rules.quantity !== undefined && <Pair name={t('terms.quantity')}>{number(rules.quantity)}</Pair>}
      {rules.pricing && <Pair name={t('terms.pricing')}>{t(`terms.pricing.${rules.pricing}`)}</Pair>}
      {!isSealed(lot) && lot.kind !== 'dutch' && (
        <Pair name={t('terms.reserve')}>{rules.hasReserve ? t('terms.reserve.yes') : t('terms.reserve.no')}</Pair>
      )}
      {rules.buyNow !== null && <Pair name={t('terms.buy_now')}>{money(rules.buyNow)}</Pair>}
      <Pair name={t('terms.premium')}>
        {rules.premiumBps === 0 ? t('terms.premium.none') : t('terms.premium.is', { percent: percent(rules.premiumBps) })}
      </Pair>
      {rules.softClose && <Pair name={t('terms.soft_close')}>{wordsOfSoftClose(rules.softClose)}</Pair>}
      <Pair name={t('terms.retraction')}>{wordsOfRetraction(rules)}</Pair>
      <Pair name={t('terms.hold')}>{wordsOfHold(rules, money)}</Pair>
      <Pair name={t('terms.payment')}>
        {rules.paid === 'at_end' ? t('terms.paid_at_end') : t('terms.pay_within', { span: span(rules.paymentMs) })}
      </Pair>
      <Pair name={t('terms.bidders')}>{t(`terms.bidders.${rules.bidders}`)}</Pair>
      {lot.startsAt && <Pair name={t('terms.starts')}>{moment(lot.startsAt)}</Pair>}
    </dl>
  );
}

function Pair({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function wordsOfIncrement({ increment: rule }: Rules, money: (units: number) => string): string {
  const t = words('floor');
  switch (rule.type) {
    case 'fixed':
      return money(rule.amount);
    case 'percent':
      return t('increment.percent', { percent: percent(rule.bps), min: money(rule.min ?? 1) });
    case 'table':
      if (rule.name) return t('increment.named', { name: rule.name });
      return (rule.rows ?? []).map(row => t('increment.row', { from: money(row[0]!), step: money(row[1]!) })).join(' · ');
    case 'ladder':
      return t('increment.ladder');
  }
}
