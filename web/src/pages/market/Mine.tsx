import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Mine() {
  const t = words('market');
  return <Heading text={t('title')} />;
}
