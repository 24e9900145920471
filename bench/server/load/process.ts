// A process of its own that makes load.
import { answerOrders } from './orders.ts';
import { preparePolling } from './poll.ts';
import { preparePublishing } from './publish.ts';
import { prepareRepeating } from './repeat.ts';
import { prepareWalking } from './walk.ts';

answerOrders((task) => {
  switch (task.kind) {
    case 'repeat':
      return prepareRepeating(task);
    case 'walk':
      return prepareWalking(task);
    case 'publish':
      return preparePublishing(task);
    case 'poll':
      return preparePolling(task);
  }
});
