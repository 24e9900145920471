// Takes a bundle, has it checked, and publishes it when that is what somebody wants.
import { useId, useState } from 'preact/hooks';
import type { CollectionResource, PublicationDetails, ValidationResource } from '../../server/console/resources.ts';
import { upload } from '../api.ts';
import { inWords } from '../load.ts';
import { t } from '../texts/texts.ts';
import { PublicationOutcome } from './publication-outcome.tsx';
import { Report } from './report.tsx';

type Step =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'sending'; readonly what: string; readonly share: number }
  | { readonly kind: 'checked'; readonly report: ValidationResource }
  | { readonly kind: 'published'; readonly status: PublicationDetails };

/** @param into the id of the collection that is chosen at first */
export function PublishBox({ collections, into, onPublished }: { collections: readonly CollectionResource[]; into: string | undefined; onPublished: () => void }) {
  const [chosen, setChosen] = useState(collections.find(({ id }) => id === into)?.id ?? collections[0]?.id ?? '');
  const [file, setFile] = useState<File>();
  const [step, setStep] = useState<Step>({ kind: 'choosing' });
  const [problem, setProblem] = useState('');
  const [isOver, setOver] = useState(false);
  const input = useId();
  const collection = collections.find(({ id }) => id === chosen);

  function take(taken: File | undefined): void {
    if (taken === undefined || collection === undefined) return;
    setFile(taken);
    setStep({ kind: 'choosing' });
    const most = collection.api_root.max_content_length;
    setProblem(taken.size > most ? t.publications.tooLarge(most) : '');
    if (taken.size <= most) void check(taken, chosen);
  }

  async function sendFile<Answer>(path: string, body: File, what: string, then: (answer: Answer) => Step): Promise<void> {
    setProblem('');
    setStep({ kind: 'sending', what, share: 0 });
    try {
      setStep(then(await upload<Answer>(path, body, (share) => setStep({ kind: 'sending', what, share }))));
    } catch (error) {
      setProblem(inWords(error));
      setStep({ kind: 'choosing' });
    }
  }

  const check = (body: File, id: string): Promise<void> =>
    sendFile<ValidationResource>(`/collections/${id}/validation/`, body, t.publications.checking, (report) => ({ kind: 'checked', report }));

  async function publish(): Promise<void> {
    if (file === undefined) return;
    await sendFile<PublicationDetails>(`/collections/${chosen}/objects/`, file, t.publications.sending, (status) => ({ kind: 'published', status }));
    onPublished();
  }

  return (
    <>
      <label>
        {t.publications.collection}
        <select
          value={chosen}
          disabled={step.kind === 'sending'}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setChosen(value);
            if (file !== undefined && step.kind === 'checked') void check(file, value);
          }}
        >
          {collections.map(({ id, title, api_root: root }) => (
            <option value={id} key={id}>{`${title} (${root.title})`}</option>
          ))}
        </select>
      </label>
      <div
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        <label for={input}>
          {t.publications.drop} <span class="link">{t.publications.choose}</span>
        </label>
        <input id={input} type="file" accept=".json,application/json" onChange={(event) => take(event.currentTarget.files?.[0])} />
        {collection !== undefined && <p class="quiet">{t.collection.maximum(collection.api_root.max_content_length)}</p>}
        {file !== undefined && <p>{t.publications.chosen(file.name, file.size)}</p>}
      </div>
      <div role="status">
        {step.kind === 'sending' && (
          <p>
            <label>
              {step.what} <progress value={step.share < 1 ? step.share : undefined} max={1} />
            </label>
          </p>
        )}
      </div>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {step.kind === 'checked' && (
        <>
          <Report report={step.report} />
          {step.report.accepted > 0 && (
            <button type="button" class="main-button" onClick={publish}>
              {t.publications.publishNow(step.report.accepted)}
            </button>
          )}
        </>
      )}
      {step.kind === 'published' && <PublicationOutcome first={step.status} onComplete={onPublished} />}
    </>
  );
}
