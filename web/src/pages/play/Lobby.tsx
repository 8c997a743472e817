import { Heading } from '../../app/Frame';
import { words } from '../../app/shared';

export default function Lobby() {
  const t = words('play');
  return <Heading text={t('title')} />;
}
