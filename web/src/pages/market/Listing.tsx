import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Listing() {
  const t = words('market');
  return <Heading text={t('title')} />;
}
