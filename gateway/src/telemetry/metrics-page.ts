/** docs/metrics.md */
import { GatewayMetrics } from './metrics.ts';

export function metricsPage(): string {
  const { described } = new GatewayMetrics({ counts: new Map() });
  const rows = described.map(({ name, kind, help, labels }) => {
    const names = labels.map((label) => `\`${label}\``).join(', ');
    return `| ${[`\`${name}\``, kind, names, help].join(' | ').replaceAll('|  |', '| |')} |\n`;
  });
  return `# Metrics of the gateway

<!-- Written by \`npm run docs:api\` from gateway/src/telemetry/metrics.ts. -->

With \`--metrics-listen 127.0.0.1:9464\` a gateway serves \`/metrics\` for Prometheus at that address, which is none that viewers
reach. With \`--metrics-key\` Prometheus must show the key as its bearer token; without one, whoever reaches the address may read.

Each host is linked to one gateway, so sums over all gateways are the whole fleet. The line is the same for all of them: take
\`max(remote_view_queue_length)\`; it counts to 1,000. Every label is one of a closed list; no id of a session, a host or a viewer is one.
While the store cannot be reached, \`remote_view_store_up\` is 0 and hosts and sessions are left out.

| Name | Kind | Labels | What |
|---|---|---|---|
${rows.join('')}
The process tells of itself too, as all programs with Node.js do: \`process_*\` and \`nodejs_*\`, such as
\`nodejs_eventloop_lag_p99_seconds\`.

## What to ask

| Question | PromQL |
|---|---|
| How full is the fleet? | \`sum(remote_view_slots_taken) / sum(remote_view_slots)\` |
| How long do people wait for a slot? | \`histogram_quantile(0.95, sum by (le) (rate(remote_view_queue_wait_seconds_bucket[5m])))\` |
| What do people feel? | \`histogram_quantile(0.95, sum by (le) (rate(remote_view_input_to_present_seconds_bucket[5m])))\` |
| Who is sent away? | \`sum by (code) (rate(remote_view_allocations_total{result="refused"}[5m]))\` |
| Why do sessions end? | \`sum by (code) (rate(remote_view_sessions_ended_total[5m]))\` |
| Does somebody try keys? | \`sum by (reason) (rate(remote_view_rejections_total[5m]))\` |
| Is a gateway too busy? | \`nodejs_eventloop_lag_p99_seconds > 0.1\` |

## Traces

Without an OpenTelemetry SDK there are none. With one (\`node --import ./sdk.mjs server.ts …\`) there are spans for what people wait
for: \`session.create\` and \`session.allocate\` in it, \`viewer.join\`, \`viewer.negotiate\` from offer to answer. They are parts of the
caller's trace where it sends \`traceparent\`. What failed has \`error.type\`.

## Logs

JSON lines on the standard output: one for each step in the life of a session, a host and a viewer, none for a request. Each line of a
request has its \`reqId\`, which is also in the \`instance\` of a problem. Tokens, keys, tickets, credentials, passwords and session
descriptions are replaced wherever they occur. Who did what is marked \`"audit": true\`, and written to \`--audit-log FILE\` as well,
which may be moved away and copied while the gateway runs.
`;
}
