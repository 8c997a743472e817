import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function TestConsole() {
  const t = words('console');
  return <Heading text={t('title')} />;
}
