import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Person() {
  const t = words('people');
  return <Heading text={t('title')} />;
}
