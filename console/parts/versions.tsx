// The versions of an object, two of them side by side.
import { useState } from 'preact/hooks';
import type { VersionResource } from '../../server/console/resources.ts';
import { instantText, t } from '../texts/texts.ts';
import { Badge, Card, CutText, TableBox } from './elements.tsx';

/** What an object says, member by member, and what it said before. */
export function Versions({ versions, hasMore }: { versions: readonly VersionResource[]; hasMore: boolean }) {
  const [left, setLeft] = useState(0);
  const [right, setRight] = useState(Math.min(1, versions.length - 1));
  const [one, other] = [versions[left], versions.length > 1 ? versions[right] : undefined];
  if (one === undefined) return null;
  const names = [...new Set([...one.fields, ...(other?.fields ?? [])].map(({ name }) => name))];
  return (
    <Card title={versions.length > 1 ? t.object.versions : t.object.members} wide>
      {versions.length > 1 && (
        <p class="compare">
          <Choice label={t.object.compare} versions={versions} chosen={left} onChoose={setLeft} />
          <Choice label={t.object.with} versions={versions} chosen={right} onChoose={setRight} />
        </p>
      )}
      {hasMore && <p class="quiet">{t.object.moreVersions}</p>}
      <TableBox label={t.object.versions}>
        <table class="members">
          <thead>
            <tr>
              <th scope="col">{t.object.member}</th>
              <th scope="col">{instantText(one.version)}</th>
              {other !== undefined && <th scope="col">{instantText(other.version)}</th>}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const [said, before] = [textOf(one, name), other === undefined ? undefined : textOf(other, name)];
              const isOther = other !== undefined && said !== before;
              return (
                <tr key={name} class={isOther ? 'differs' : ''}>
                  <th scope="row">
                    {name}
                    {isOther && <Badge kind="warn">{t.object.changed}</Badge>}
                  </th>
                  <td dir="auto">{said !== undefined && <CutText text={said} />}</td>
                  {other !== undefined && <td dir="auto">{before !== undefined && <CutText text={before} />}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableBox>
    </Card>
  );
}

function textOf({ fields }: VersionResource, name: string): string | undefined {
  return fields.find((field) => field.name === name)?.text;
}

function Choice({ label, versions, chosen, onChoose }: { label: string; versions: readonly VersionResource[]; chosen: number; onChoose: (index: number) => void }) {
  return (
    <label>
      {label}
      <select value={chosen} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
        {versions.map(({ version, date_added: added }, index) => (
          <option value={index} key={added}>
            {instantText(version)}
          </option>
        ))}
      </select>
    </label>
  );
}
