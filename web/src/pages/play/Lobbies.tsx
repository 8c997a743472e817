// Open lobbies, as they come and go.

import { useEffect, useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { usePages, useRoom } from '../../app/hooks';
import { person, place, rialto, setQuery, words } from '../../app/shared';
import { Button, Select } from '../../ui/controls';
import { Empty, Known, signInPath } from '../../ui/states';
import { AsOf } from './AsOf';
import { ComeIn } from './ComeIn';
import { CreateLobby } from './CreateLobby';
import { nameOf, useGames, useMyPlay } from './games';
import { LobbiesOfMine } from './LobbiesOfMine';
import { LobbyRow } from './LobbyRow';
import { know } from './names';
import { FindingOut } from './Refused';
import type { Game, LobbyLine } from './types';
import { Ways } from './Ways';
import '../../style/play.css';

const STATUS = ['forming', 'ready', 'starting', 'active'] as const;

interface List {
  lobbies: LobbyLine[];
  count: number;
}

export default function Lobbies() {
  const t = words('play');
  const games = useGames();
  const room = rialto.room('lobbies');
  const { state, error, fresh } = useRoom(room);
  const mine = useMyPlay().data?.lobbies ?? [];
  const [creating, create] = useState(false);
  const canCreate = person.value && 0 < (games.data?.length ?? 0);
  return (
    <>
      <Heading text={t('lobbies.title')} />
      <Ways />
      <FindingOut />
      <LobbiesOfMine lobbies={mine} games={games.data ?? []} />
      <div class="enter">
        {canCreate && (
          <Button main onClick={() => create(true)}>
            {t('lobbies.create')}
          </Button>
        )}
        {person.value ? <ComeIn /> : <a href={signInPath()}>{t('lobbies.sign_in')}</a>}
      </div>
      {creating && <CreateLobby games={games.data!} onClose={() => create(false)} />}
      <Filters games={games.data ?? []} />
      <Known of={state as List | undefined} error={error} retry={() => room.resume()}>
        {list => (
          <div class={fresh ? '' : 'stale'}>
            <AsOf fresh={fresh} />
            <Shown list={list} games={games.data ?? []} mine={mine} />
          </div>
        )}
      </Known>
    </>
  );
}

function useFilters(): { game: string; status: string; region: string } {
  const { query } = place.value;
  return { game: query.get('game') ?? '', status: query.get('status') ?? '', region: query.get('region') ?? '' };
}

function Filters({ games }: { games: Game[] }) {
  const t = words('play');
  const { game, status, region } = useFilters();
  const regions = [...new Set(games.filter(one => game === '' || one.name === game).flatMap(one => one.regions))];
  const all: [string, string] = ['', words('frame')('all')];
  return (
    <form class="filters" role="search" onSubmit={event => event.preventDefault()}>
      <Select
        label={t('game')}
        value={game}
        options={[all, ...games.map((one): [string, string] => [one.name, one.title])]}
        onValue={to => setQuery({ game: to, region: null })}
      />
      <Select
        label={t('status')}
        value={status}
        options={[all, ...STATUS.map((one): [string, string] => [one, t(`status.${one}`)])]}
        onValue={to => setQuery({ status: to })}
      />
      {0 < regions.length && (
        <Select
          label={t('region')}
          value={region}
          options={[all, ...regions.map((one): [string, string] => [one, nameOf(one)])]}
          onValue={to => setQuery({ region: to })}
        />
      )}
    </form>
  );
}

/** The room has the latest; REST has the older ones, and what hosts are called. */
function Shown({ list, games, mine }: { list: List; games: Game[]; mine: string[] }) {
  const t = words('play');
  const { game, status, region } = useFilters();
  const pages = usePages<LobbyLine>('lobbies', {
    game: game || undefined,
    status: status || undefined,
    region: region || undefined,
    limit: 200,
  });
  useEffect(() => know(pages.items.flatMap(one => (one.host && one.hostName ? [[one.host, one.hostName] as const] : []))), [pages.items]);
  const fits = (one: LobbyLine) =>
    (game === '' || one.game === game) && (status === '' || one.status === status) && (region === '' || one.region === region);
  const oldest = list.lobbies.at(-1)?.createdAt ?? '';
  const older = list.lobbies.length < list.count ? pages.items.filter(one => one.createdAt < oldest) : [];
  const shown = [...list.lobbies, ...older].filter(fits);
  const isFiltered = game !== '' || status !== '' || region !== '';
  if (shown.length === 0 && !pages.loading) {
    return (
      <Empty text={isFiltered ? t('lobbies.empty_filtered') : t('lobbies.empty')}>
        {isFiltered ? (
          <button onClick={() => setQuery({ game: null, status: null, region: null })}>{t('lobbies.clear')}</button>
        ) : (
          <a href="/play">{t('find.title')}</a>
        )}
      </Empty>
    );
  }
  return (
    <>
      <p class="soft">{t('lobbies.count', { count: shown.length })}</p>
      <ul class="lobbies known" data-testid="lobbies">
        {shown.map(line => (
          <LobbyRow key={line.lobby} line={line} games={games} isMine={mine.includes(line.lobby)} />
        ))}
      </ul>
      {older.length > 0 && pages.more && <button onClick={pages.loadMore}>{words('frame')('more')}</button>}
    </>
  );
}
