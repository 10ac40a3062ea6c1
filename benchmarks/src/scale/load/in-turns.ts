/** Runs many tasks, so many at once: the next begins when one has ended. */
export async function inTurns(count: number, atOnce: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await task(index);
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, lane));
}
