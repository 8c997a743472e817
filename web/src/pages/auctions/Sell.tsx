import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Sell() {
  const t = words('selling');
  return <Heading text={t('title')} />;
}
