import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Redeem() {
  const t = words('people');
  return <Heading text={t('title')} />;
}
