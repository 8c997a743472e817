import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function List() {
  const t = words('market');
  return <Heading text={t('title')} />;
}
