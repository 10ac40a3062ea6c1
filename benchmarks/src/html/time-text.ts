/** `2026-11-20 07:30:47 UTC` of an ISO 8601 time; what is none comes back as it is. */
export function timeText(at: string): string {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u.test(at);
  return isTime ? `${at.slice(0, 19).replace('T', ' ')} UTC` : at;
}
