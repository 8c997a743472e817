import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Messages() {
  const t = words('messages');
  return <Heading text={t('title')} />;
}
