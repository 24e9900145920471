// Overview: what there is, what comes in, what was refused, who lags behind.
import type { OverviewResource, SessionResource } from '../../server/console/resources.ts';
import { useResource } from '../load.ts';
import { Chart } from '../parts/chart.tsx';
import { Badge, Card, Heads, Level, Page, TableBox, Waiting, When } from '../parts/elements.tsx';
import { addressOf } from '../route.ts';
import { agoText, dayText, hourText, numberText, t } from '../texts/texts.ts';

/** The page. */
export function OverviewPage({ session }: { session: SessionResource }) {
  const loaded = useResource<OverviewResource>('/overview/');
  return (
    <Page title={t.overview.title}>
      <Waiting loaded={loaded}>
        {(overview) => (
          <>
            <Figures overview={overview} />
            <div class="cards">
              <Activity overview={overview} isOperator={session.is_operator} />
              <Collections overview={overview} />
              <Consumers overview={overview} />
              <Denials overview={overview} />
            </div>
          </>
        )}
      </Waiting>
    </Page>
  );
}

function Figures({ overview }: { overview: OverviewResource }) {
  const { collections, hours, consumers } = overview;
  const newest = collections.map((collection) => collection.newest ?? '').toSorted().at(-1);
  const refused = hours.reduce((sum, hour) => sum + hour.refused, 0);
  const behind = consumers.filter(({ behind_since: since }) => since !== undefined).length;
  return (
    <dl class="figures">
      <div>
        <dt>{t.overview.versions}</dt>
        <dd>{numberText(collections.reduce((sum, { versions = 0, is_aggregate: isAggregate }) => sum + (isAggregate ? 0 : versions), 0))}</dd>
      </div>
      <div>
        <dt>{t.overview.newest}</dt>
        <dd>{newest === undefined || newest === '' ? t.overview.nothingYet : <When at={newest} />}</dd>
      </div>
      <div class={refused > 0 ? 'attention' : ''}>
        <dt>{t.overview.refused}</dt>
        <dd>{numberText(refused)}</dd>
      </div>
      <div class={behind > 0 ? 'attention' : ''}>
        <dt>{t.overview.behind}</dt>
        <dd>{numberText(behind)}</dd>
      </div>
    </dl>
  );
}

function Activity({ overview, isOperator }: { overview: OverviewResource; isOperator: boolean }) {
  const { days, hours, hours_are_whole: isWhole } = overview;
  return (
    <>
      <Card title={t.overview.requests} lead={t.overview.requestsLead(isOperator)}>
        <Chart
          title={t.overview.requests}
          instants={days.map(({ day }) => Date.parse(day))}
          labelOf={dayText}
          series={[
            { name: t.overview.requestsSeries, colour: 'series', values: days.map(({ requests }) => requests) },
            { name: t.overview.failuresSeries, colour: 'bad', values: days.map(({ failures }) => failures) },
          ]}
        />
      </Card>
      <Card title={t.overview.objects} lead={t.overview.objectsLead(isOperator)}>
        <Chart
          title={t.overview.objects}
          instants={hours.map(({ hour }) => Date.parse(hour))}
          labelOf={hourText}
          series={[
            {
              name: t.overview.accepted,
              colour: 'series',
              values: hours.map(({ accepted }) => accepted),
              drawn: hours.map(({ accepted, refused }) => accepted + refused),
            },
            { name: t.overview.refusedSeries, colour: 'bad', values: hours.map(({ refused }) => refused) },
          ]}
        />
        {!isWhole && <p class="quiet">{t.overview.hoursCut}</p>}
      </Card>
    </>
  );
}

function Collections({ overview }: { overview: OverviewResource }) {
  return (
    <Card title={t.overview.collections} wide>
      <TableBox label={t.overview.collections}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.overview.collection}</th>
              <th scope="col">{t.overview.rights}</th>
              <th scope="col">{t.overview.clearance}</th>
              <th scope="col" class="number">
                {t.overview.versionsShort}
              </th>
              <th scope="col">{t.overview.newest}</th>
            </tr>
          </thead>
          <tbody>
            {overview.collections.map((collection) => (
              <tr key={collection.id}>
                <th scope="row">
                  <a href={addressOf('collections', collection.id)}>{collection.title}</a>
                  <span class="quiet under">{collection.api_root.title}</span>
                </th>
                <td>{rightsText(collection)}</td>
                <td>{collection.clearance !== undefined && <Level name={collection.clearance} />}</td>
                <td class="number">{collection.versions === undefined ? '' : numberText(collection.versions)}</td>
                <td>{collection.can_read ? <When at={collection.newest} /> : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Card>
  );
}

/** Rights in words. */
export function rightsText({ can_read: canRead, can_write: canWrite }: { can_read: boolean; can_write: boolean }): string {
  if (canRead && canWrite) return t.rights.readWrite;
  if (canRead) return t.rights.read;
  return canWrite ? t.rights.write : t.rights.none;
}

// Whoever waits longest comes first.
function Consumers({ overview }: { overview: OverviewResource }) {
  const consumers = overview.consumers.toSorted((one, other) => ((one.behind_since ?? '9') < (other.behind_since ?? '9') ? -1 : 1));
  return (
    <Card title={t.overview.consumers} lead={t.overview.consumersLead} wide>
      {consumers.length === 0 ? (
        <p>{t.overview.noConsumers}</p>
      ) : (
        <TableBox label={t.overview.consumers}>
          <table>
            <Heads columns={[t.overview.account, t.overview.collection, t.overview.state, t.overview.lastPoll]} numbers={[t.overview.requestsShort, t.overview.errors]} />
            <tbody>
              {consumers.map((consumer) => (
                <tr key={`${consumer.account} ${consumer.collection.id}`}>
                  <th scope="row">{consumer.account}</th>
                  <td>{consumer.collection.title}</td>
                  <td>{stateOf(consumer)}</td>
                  <td>
                    <When at={consumer.last_poll} />
                  </td>
                  <td class="number">{numberText(consumer.requests)}</td>
                  <td class="number">{numberText(consumer.failures)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Card>
  );
}

function stateOf({ behind_since: since, last_poll: lastPoll }: OverviewResource['consumers'][number]) {
  if (since !== undefined) return <Badge kind="warn">{t.overview.behindSince(agoText(since))}</Badge>;
  return lastPoll === undefined ? <span class="quiet">{t.overview.neverPolled}</span> : <Badge kind="good">{t.overview.upToDate}</Badge>;
}

function Denials({ overview: { denials } }: { overview: OverviewResource }) {
  if (denials === undefined) return null;
  const reasons = Object.entries(denials.counts).toSorted(([, one], [, other]) => other - one);
  return (
    <Card title={t.overview.denials} wide>
      {reasons.length === 0 ? (
        <p>{t.overview.noDenials}</p>
      ) : (
        <table>
          <Heads columns={[t.overview.denial]} numbers={[t.overview.times]} />
          <tbody>
            {reasons.map(([reason, times]) => (
              <tr key={reason}>
                <th scope="row">{t.overview.denialReasons[reason] ?? reason}</th>
                <td class="number">{numberText(times)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!denials.is_whole && <p class="quiet">{t.overview.denialsCut}</p>}
    </Card>
  );
}
