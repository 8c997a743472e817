import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function List() {
  const t = words('auctions');
  return <Heading text={t('title')} />;
}
