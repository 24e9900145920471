// For operators: what the audit log says about an object.
import { useState } from 'preact/hooks';
import type { CollectionResource, TrailResource } from '../../server/console/resources.ts';
import { useResource } from '../load.ts';
import { t } from '../texts/texts.ts';
import { AuditTable } from './audit-table.tsx';
import { Card, Waiting } from './elements.tsx';

/** Looks it up when it is asked for: that can take a moment. @param path of the object @param place its collection */
export function Trail({ path, place }: { path: string; place: CollectionResource | undefined }) {
  const titles = place === undefined ? undefined : new Map([[place.id, place.title]]);
  const [isAsked, setAsked] = useState(false);
  const loaded = useResource<TrailResource>(isAsked ? `${path}trail/` : undefined);
  return (
    <Card title={t.object.trail} lead={t.object.trailLead} wide>
      {isAsked ? (
        <Waiting loaded={loaded}>
          {(trail) => (
            <>
              {trail.entries.length === 0 ? <p>{t.object.trailEmpty}</p> : <AuditTable entries={trail.entries} label={t.object.trail} titles={titles} />}
              {!trail.is_whole && <p class="quiet">{t.object.trailCut}</p>}
            </>
          )}
        </Waiting>
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          {t.object.lookUp}
        </button>
      )}
    </Card>
  );
}
