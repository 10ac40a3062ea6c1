import { MemoryClusters } from '../testing/clusters.ts';
import { describeClusterStore } from './cluster-store.contract.ts';

describeClusterStore('the store in memory', new MemoryClusters());
