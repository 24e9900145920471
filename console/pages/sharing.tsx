// Sharing matrix: who may do what where; an operator changes grants, and sees what that would show to whom before it does.
import { useState } from 'preact/hooks';
import type { GrantChange, InForceResource, PreviewResource, SessionResource, SharingCell, SharingResource, SharingSubject } from '../../server/console/resources.ts';
import { send } from '../api.ts';
import { inWords, useResource } from '../load.ts';
import { GrantDialog } from '../parts/grant-dialog.tsx';
import { PreviewDialog } from '../parts/preview-dialog.tsx';
import { Level, Page, TableBox, Waiting } from '../parts/elements.tsx';
import { addressOf } from '../route.ts';
import { t } from '../texts/texts.ts';
import { rightsText } from './overview.tsx';

/** Where a grant is, or could be. */
export interface GrantPlace {
  readonly subject: SharingSubject;
  readonly collection: SharingResource['collections'][number];
  readonly cell: SharingCell | undefined;
}

/** The page. */
export function SharingPage({ session }: { session: SessionResource }) {
  const loaded = useResource<SharingResource>('/sharing/');
  const [changes, setChanges] = useState<readonly GrantChange[]>([]);
  const [edited, setEdited] = useState<GrantPlace>();
  const [preview, setPreview] = useState<PreviewResource>();
  const [message, setMessage] = useState('');

  async function look(): Promise<void> {
    try {
      setPreview(await send<PreviewResource>('POST', '/sharing/preview/', { changes }));
    } catch (error) {
      setMessage(inWords(error));
    }
  }

  async function apply(revision: number): Promise<void> {
    setPreview(undefined);
    try {
      await send<InForceResource>('PUT', '/sharing/', { revision, changes });
      setMessage(t.sharing.applied);
      setChanges([]);
    } catch (error) {
      setMessage(inWords(error));
    }
    loaded.reload();
  }

  const lead = session.is_operator ? t.sharing.lead : t.sharing.leadOwn;
  return (
    <Page title={t.sharing.title}>
      <p class="quiet">{lead}</p>
      {session.is_operator && <p class="quiet">{t.sharing.leadEdit}</p>}
      <p role="status">{message}</p>
      <Waiting loaded={loaded}>
        {(sharing) => (
          <>
            <Matrix sharing={sharing} changes={changes} onChoose={session.is_operator ? setEdited : undefined} />
            <p class="legend">
              <span>{t.sharing.legendRead}</span>
              <span>{t.sharing.legendWrite}</span>
              <span>{t.sharing.legendThrough}</span>
              {session.is_operator && <span>{t.sharing.legendChanged}</span>}
            </p>
            {changes.length > 0 && (
              <div class="bar" role="region" aria-label={t.sharing.pending(changes.length)}>
                <strong>{t.sharing.pending(changes.length)}</strong>
                <button type="button" class="main-button" onClick={look}>
                  {t.sharing.preview}
                </button>
                <button type="button" onClick={() => setChanges([])}>
                  {t.sharing.discard}
                </button>
              </div>
            )}
            {edited !== undefined && (
              <GrantDialog
                place={edited}
                change={changes.find((change) => isAt(change, edited))}
                onClose={() => setEdited(undefined)}
                onTake={(change) => {
                  setMessage('');
                  setChanges([...changes.filter((other) => !isAt(other, edited)), change]);
                  setEdited(undefined);
                }}
              />
            )}
            {preview !== undefined && (
              <PreviewDialog preview={preview} titles={titlesIn(sharing)} heading={t.sharing.grants} onClose={() => setPreview(undefined)} onApply={() => apply(sharing.revision)} />
            )}
          </>
        )}
      </Waiting>
    </Page>
  );
}

function titlesIn({ subjects, collections }: SharingResource): ReadonlyMap<string, string> {
  const agencies = subjects.filter(({ kind }) => kind === 'agency');
  return new Map([...agencies.map(({ name, title }) => [name, title] as const), ...collections.map(({ id, title }) => [id, title] as const)]);
}

function isAt(change: GrantChange, { subject, collection }: GrantPlace): boolean {
  return change.kind === subject.kind && change.subject === subject.name && change.collection === collection.id;
}

function Matrix({ sharing, changes, onChoose }: { sharing: SharingResource; changes: readonly GrantChange[]; onChoose: ((place: GrantPlace) => void) | undefined }) {
  const { subjects, collections } = sharing;
  const cells = new Map(sharing.cells.map((cell) => [`${cell.kind} ${cell.subject} ${cell.collection}`, cell]));
  const rows = (kind: SharingSubject['kind'], heading: string) => {
    const ofKind = subjects.filter((subject) => subject.kind === kind);
    if (ofKind.length === 0) return null;
    return (
      <tbody>
        <tr class="group-row">
          <th scope="rowgroup" colSpan={collections.length + 1}>
            <span>{heading}</span>
          </th>
        </tr>
        {ofKind.map((subject) => (
          <tr key={subject.name}>
            <th scope="row" title={subject.members === undefined ? subject.name : t.sharing.members(subject.members)}>
              {subject.title}
              {subject.agency_kind !== undefined && <span class="quiet under">{t.kinds[subject.agency_kind]}</span>}
            </th>
            {collections.map((collection) => {
              const place = { subject, collection, cell: cells.get(`${kind} ${subject.name} ${collection.id}`) };
              const change = changes.find((each) => isAt(each, place));
              return (
                <td key={collection.id}>
                  <Cell place={place} change={change} onChoose={onChoose} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    );
  };
  return (
    <TableBox label={t.sharing.matrix}>
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">{t.sharing.subject}</th>
            {collections.map((collection) => (
              <th scope="col" key={collection.id}>
                {onChoose === undefined ? <a href={addressOf('collections', collection.id)}>{collection.title}</a> : collection.title}
                <span class="quiet under">{collection.is_aggregate ? t.sharing.aggregate : collection.api_root}</span>
              </th>
            ))}
          </tr>
        </thead>
        {rows('group', t.sharing.groups)}
        {rows('agency', t.sharing.agencies)}
      </table>
    </TableBox>
  );
}

function Cell({ place, change, onChoose }: { place: GrantPlace; change: GrantChange | undefined; onChoose: ((place: GrantPlace) => void) | undefined }) {
  const { cell } = place;
  const isThrough = cell !== undefined && cell.grant === undefined;
  const rights = change === undefined ? cell : { can_read: change.rights.includes('read'), can_write: change.rights.includes('write') };
  const level = change === undefined ? cell?.clearance : change.clearance;
  const text = rights === undefined ? t.rights.none : rightsText(rights);
  const content = (
    <>
      <span aria-hidden="true" class="letters">
        {rights?.can_read === true && <b>R</b>}
        {rights?.can_write === true && <b>W</b>}
        {rights?.can_read !== true && rights?.can_write !== true && <span class="nothing">·</span>}
      </span>
      {level !== undefined && rights?.can_read === true && <Level name={level} />}
    </>
  );
  const shape = `cell${isThrough && change === undefined ? ' through' : ''}${change === undefined ? '' : ' changed'}`;
  const through = cell?.through === undefined ? undefined : t.sharing.through(cell.through);
  if (onChoose === undefined) {
    return (
      <span class={shape} title={through}>
        <span class="hidden-text">{`${text}${through === undefined ? '' : `, ${through}`}`}</span>
        {content}
      </span>
    );
  }
  return (
    <button type="button" class={shape} title={through} onClick={() => onChoose(place)}>
      <span class="hidden-text">{t.sharing.cell(place.subject.title, place.collection.title, text)} </span>
      {content}
    </button>
  );
}
