// Putting something up for auction. What was typed is kept until it is up.

import { useEffect, useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { Heading } from '../../app/Frame';
import { useDeed } from '../../app/hooks';
import { amount, go, meta, person, rialto, words } from '../../app/shared';
import { Button, Check, fieldErrors, LiveButton, MoneyField, readMoney, Select, TextArea, TextField } from '../../ui/controls';
import { Pictures } from '../../ui/Pictures';
import { wordsOf } from '../../ui/states';
import { EMPTY, KINDS, LASTS, termsOf, type Draft } from './sell/draft';

const DRAFT = 'rialto.draft.auction';
const CURRENCIES_FIRST = ['EUR', 'USD', 'GBP'];

function kept(): Draft {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(DRAFT) ?? '{}') };
  } catch {
    return EMPTY;
  }
}

export default function Sell() {
  const t = words('selling');
  const [draft, set] = useState(kept);
  const change = (part: Partial<Draft>) => set(old => ({ ...old, ...part }));
  useEffect(() => localStorage.setItem(DRAFT, JSON.stringify(draft)), [draft]);
  const put = useDeed(async (publish: boolean) => {
    const made = await rialto.rest.ask('POST', 'auctions', { body: termsOf(draft, publish), key: newKey() });
    localStorage.removeItem(DRAFT);
    go(`/auctions/${made.id}`);
  });
  const start = readMoney(draft.startPrice, draft.currency);
  const missing = draft.title.trim() === '' ? t('title_first') : start === null ? t('price_first') : draft.minutes === '0' && draft.endsAt === '' ? t('end_first') : undefined;
  const wrong = fieldErrors(put.error);
  if (person.value?.role === 'user') {
    return (
      <>
        <Heading text={t('sell')} />
        <p class="empty">{t('not_a_seller')}</p>
      </>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (!missing) void put.run(true);
  };
  return (
    <>
      <Heading text={t('sell')} />
      <p>
        {t('or_price')} <a href="/market/sell">{t('price_instead')}</a>
      </p>
      <form class="narrow card" onSubmit={submit}>
        <What draft={draft} change={change} wrong={wrong} />
        <Price draft={draft} change={change} wrong={wrong} />
        <Times draft={draft} change={change} wrong={wrong} />
        <Manners draft={draft} change={change} wrong={wrong} />
        {put.error && (
          <p class="bad" role="alert">
            {wordsOf(put.error)} {Object.values(wrong).join(' ')}
          </p>
        )}
        {start !== null && <p class="soft">{t('preview', { title: draft.title, price: amount(start, draft.currency) })}</p>}
        <div class="row end">
          <Button onClick={() => set(EMPTY)}>{t('clear_form')}</Button>
          <LiveButton because={missing} busy={put.busy} onClick={() => void put.run(false)}>
            {t('keep_draft')}
          </LiveButton>
          <LiveButton type="submit" main because={missing} busy={put.busy}>
            {t('put_up')}
          </LiveButton>
        </div>
      </form>
    </>
  );
}

interface Part {
  draft: Draft;
  change(part: Partial<Draft>): void;
  wrong: Record<string, string>;
}

function What({ draft, change, wrong }: Part) {
  const t = words('selling');
  return (
    <>
      <TextField label={t('what')} error={wrong['title']} value={draft.title} onValue={title => change({ title })} required maxLength={200} />
      <TextArea label={t('description')} error={wrong['description']} value={draft.description} onValue={description => change({ description })} maxLength={20_000} />
      <Pictures images={draft.images} onImages={images => change({ images })} error={wrong['images']} />
    </>
  );
}

function Price({ draft, change, wrong }: Part) {
  const t = words('selling');
  const known = Object.keys(meta.value?.currencies ?? {}).sort();
  const currencies = [...CURRENCIES_FIRST, ...known.filter(code => !CURRENCIES_FIRST.includes(code))];
  const money = (label: Parameters<typeof t>[0], field: 'startPrice' | 'reserve' | 'buyNow' | 'floorPrice' | 'step', hint?: string) => (
    <MoneyField label={t(label)} currency={draft.currency} text={draft[field]} error={wrong[field]} hint={hint} onText={text => change({ [field]: text })} />
  );
  const english = draft.kind === 'english';
  return (
    <>
      <Select label={t('kind')} hint={t(`kind_text.${draft.kind}`)} value={draft.kind} options={KINDS.map((kind): [typeof kind, string] => [kind, t(`kind.${kind}`)])} onValue={kind => change({ kind })} />
      <Select label={t('currency')} value={draft.currency} options={currencies.map((code): [string, string] => [code, code])} onValue={currency => change({ currency })} />
      {money('start_price', 'startPrice')}
      {draft.kind === 'dutch' && money('floor_price', 'floorPrice')}
      {draft.kind === 'multi_unit' && <TextField label={t('quantity')} inputMode="numeric" error={wrong['quantity']} value={draft.quantity} onValue={quantity => change({ quantity })} />}
      {draft.kind !== 'dutch' && draft.kind !== 'multi_unit' && money('reserve', 'reserve', t('reserve_hint'))}
      {english && money('buy_now', 'buyNow', t('buy_now_hint'))}
      {english && (
        <Select label={t('increment')} value={draft.increment} options={[['ladder', t('increment.ladder')], ['fixed', t('increment.fixed')]]} onValue={increment => change({ increment })} />
      )}
      {english && draft.increment === 'fixed' && money('step', 'step')}
    </>
  );
}

function Times({ draft, change, wrong }: Part) {
  const t = words('selling');
  return (
    <>
      <TextField label={t('starts_at')} hint={t('starts_at_hint')} error={wrong['startsAt']} type="datetime-local" value={draft.startsAt} onValue={startsAt => change({ startsAt })} />
      <Select label={t('lasts')} value={draft.minutes as (typeof LASTS)[number]} options={LASTS.map((minutes): [typeof minutes, string] => [minutes, t(`lasts.${minutes}`)])} onValue={minutes => change({ minutes })} />
      {draft.minutes === '0' && <TextField label={t('ends_at')} error={wrong['endsAt']} type="datetime-local" value={draft.endsAt} onValue={endsAt => change({ endsAt })} />}
      {draft.kind === 'english' && <Check label={t('soft_close')} checked={draft.softClose} onChecked={softClose => change({ softClose })} />}
    </>
  );
}

function Manners({ draft, change, wrong }: Part) {
  const t = words('selling');
  return (
    <>
      {draft.kind === 'english' && <Check label={t('proxy')} checked={draft.bidding === 'proxy'} onChecked={on => change({ bidding: on ? 'proxy' : 'open' })} />}
      <Check label={t('masked')} checked={draft.masked} onChecked={masked => change({ masked })} />
      {draft.kind !== 'multi_unit' && (
        <Select
          label={t('hold')}
          hint={t('hold_hint')}
          value={draft.hold}
          options={[['none', t('hold.none')], ['max', t('hold.max')], ['deposit', t('hold.deposit')]]}
          onValue={hold => change({ hold })}
        />
      )}
      {draft.hold === 'deposit' && draft.kind !== 'multi_unit' && (
        <MoneyField label={t('deposit')} currency={draft.currency} text={draft.deposit} error={wrong['deposit']} onText={deposit => change({ deposit })} />
      )}
    </>
  );
}
