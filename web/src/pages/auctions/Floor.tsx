import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Floor() {
  const t = words('floor');
  return <Heading text={t('title')} />;
}
