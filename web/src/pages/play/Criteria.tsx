// One criterion of a mode: what one is, what others may be, and whether that must hold.

import { words } from '../../app/shared';
import { Check, Select } from '../../ui/controls';
import { nameOf, valueOf } from './games';
import type { Wish } from './types';

export function Criteria({
  name,
  values,
  wish,
  onWish,
}: {
  name: string;
  values: string[];
  wish: Wish | undefined;
  onWish(wish: Wish | undefined): void;
}) {
  const t = words('play');
  const others = wish?.accept ?? (wish ? [wish.is] : []);
  const options: [string, string][] = [['', t('criteria.none')], ...values.map((value): [string, string] => [value, valueOf(name, value)])];
  const accept = (value: string, on: boolean) => {
    if (!wish) return;
    onWish({ ...wish, accept: values.filter(one => (one === value ? on : others.includes(one))) });
  };
  return (
    <fieldset>
      <legend>{nameOf(name)}</legend>
      <Select
        label={t('criteria.mine')}
        value={wish?.is ?? ''}
        options={options}
        onValue={is => onWish(is === '' ? undefined : { is, soft: wish?.soft ?? true })}
      />
      {wish && (
        <>
          <div role="group" aria-label={t('criteria.others')}>
            <span class="soft">{t('criteria.others')}</span>
            <div class="row start">
              {values.map(value => (
                <Check key={value} label={valueOf(name, value)} checked={others.includes(value)} onChecked={on => accept(value, on)} />
              ))}
            </div>
          </div>
          <Check label={t('criteria.soft')} checked={wish.soft ?? false} onChecked={soft => onWish({ ...wish, soft })} />
        </>
      )}
    </fieldset>
  );
}
