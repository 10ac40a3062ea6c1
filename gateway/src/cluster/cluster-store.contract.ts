/** What every store of a cluster does, as tests. */
import { afterAll, beforeEach, describe } from 'vitest';
import { describeAllocation } from './contract/allocation.ts';
import { describeHosts } from './contract/hosts.ts';
import { describeLine } from './contract/line.ts';
import { describeMessages } from './contract/messages.ts';
import { describeSessions } from './contract/sessions.ts';
import { Stage, type TestClusters } from './contract/stage.ts';

export function describeClusterStore(name: string, clusters: TestClusters): void {
  describe(name, () => {
    const stage = new Stage(clusters);
    beforeEach(() => stage.begin());
    afterAll(() => clusters.close());
    describeHosts(stage);
    describeAllocation(stage);
    describeSessions(stage);
    describeLine(stage);
    describeMessages(stage);
  });
}
