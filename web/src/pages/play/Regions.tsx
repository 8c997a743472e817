// Where one plays. A page cannot measure the way to a region that is not its own server, so people say how far each is.

import { words } from '../../app/shared';
import { Check, Select } from '../../ui/controls';
import { nameOf } from './games';

/** What `near` and `far` mean, in milliseconds; the levels of a mode say from when on that is near enough. */
const DISTANCES = [
  ['near', 40],
  ['middling', 90],
  ['far', 150],
  ['very_far', 250],
] as const;

export function Regions({
  names,
  regions,
  onRegions,
}: {
  names: string[];
  regions: Record<string, number> | null;
  onRegions(regions: Record<string, number> | null): void;
}) {
  const t = words('play');
  const options: [string, string][] = [
    ['', t('regions.not')],
    ...DISTANCES.map(([name, ms]): [string, string] => [String(ms), t(`regions.${name}`, { ms })]),
  ];
  const change = (region: string, ms: string) => {
    const { [region]: _, ...others } = regions ?? {};
    onRegions(ms === '' ? others : { ...others, [region]: Number(ms) });
  };
  return (
    <fieldset>
      <legend>{t('regions')}</legend>
      <Check
        label={t('regions.any')}
        checked={regions === null}
        onChecked={any => onRegions(any ? null : { [names[0]!]: DISTANCES[0][1] })}
      />
      {regions && (
        <div class="filters">
          {names.map(name => (
            <Select
              key={name}
              label={nameOf(name)}
              value={String(regions[name] ?? '')}
              options={options}
              onValue={ms => change(name, ms)}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
