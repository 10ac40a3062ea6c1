import { DEFAULT_RULES, type SessionRules, type ViewerData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { Attendance } from './attendance.ts';

const input = (type: ViewerData['type']): ViewerData => ({ type }) as ViewerData;
const KEY = input('key');

/** A session in virtual time, and all that is said in it. */
function session(rules: Partial<SessionRules>) {
  const said: string[] = [];
  const attendance = new Attendance(
    { ...DEFAULT_RULES, ...rules },
    {
      tell: (viewer, data) => {
        if (data.type === 'afk') said.push(`${viewer}: ends in ${data.endsInSeconds}`);
        else said.push(`${viewer}: ${data.state} ${data.requests}${data.refused ? ' refused' : ''}`);
      },
      role: (viewer, role) => said.push(`scene: ${viewer} is a ${role}`),
      abandoned: () => said.push('over'),
    },
  );
  const come = (viewer: number, who: string, now = 0, onlooker = false): void => {
    attendance.joined(viewer, who, onlooker, now);
    attendance.listens(viewer, now);
  };
  return { attendance, come, news: () => said.splice(0) };
}

describe('a session that everybody acts in', () => {
  it('says nothing of it, and lets everything pass', () => {
    const { attendance, come, news } = session({});
    come(1, 'a');
    come(2, 'b');
    expect([1, 2].map((viewer) => attendance.admits(viewer, KEY, 0))).toEqual([true, true]);
    expect(news()).toEqual([]);
  });

  it('answers who asks all the same', () => {
    const { attendance, come, news } = session({});
    come(1, 'a');
    attendance.take(1, { type: 'control', action: 'request' }, 0);
    expect(news()).toEqual(['1: shared 0']);
  });
});

describe('a session that one viewer at a time acts in', () => {
  const exclusive = { control: 'exclusive' } as const;

  it('drops what others send, but for how they show it and want to see things', () => {
    const { attendance, come, news } = session(exclusive);
    come(1, 'a');
    come(2, 'b');
    expect(news()).toEqual(['1: granted 0', 'scene: 2 is a spectator', '2: none 0']);
    expect(attendance.admits(1, KEY, 0)).toBe(true);
    expect(attendance.admits(2, KEY, 0)).toBe(false);
    expect(attendance.admits(2, input('message'), 0)).toBe(false);
    expect(attendance.admits(2, input('resize'), 0)).toBe(true);
    expect(attendance.admits(2, input('preferences'), 0)).toBe(true);
    expect(attendance.admits(3, KEY, 0)).toBe(false);
  });

  it('hands over when the holder gives it up, and tells all whom it concerns', () => {
    const { attendance, come, news } = session(exclusive);
    come(1, 'a');
    come(2, 'b');
    news();
    attendance.take(2, { type: 'control', action: 'request' }, 0);
    expect(news()).toEqual(['1: granted 1', '2: requested 1']);
    attendance.take(1, { type: 'control', action: 'release' }, 0);
    expect(news()).toEqual(['scene: 1 is a spectator', '1: none 0', 'scene: 2 is a controller', '2: granted 0']);
    expect([attendance.mayAct(1), attendance.mayAct(2)]).toEqual([false, true]);
  });

  it('gives it to who asks when the holder is silent for long', () => {
    const { attendance, come, news } = session({ ...exclusive, controlIdleSeconds: 10 });
    come(1, 'a');
    come(2, 'b');
    attendance.take(2, { type: 'control', action: 'request' }, 0);
    attendance.admits(1, KEY, 5_000);
    attendance.everySecond(14_999);
    news();
    attendance.everySecond(15_000);
    expect(news()).toContain('2: granted 0');
  });

  it('knows a viewer again who connects anew', () => {
    const { attendance, come, news } = session(exclusive);
    come(1, 'a');
    come(2, 'b');
    come(3, 'a');
    come(4, 'b');
    attendance.left(1, 0);
    attendance.left(2, 0);
    expect([3, 4].map((viewer) => attendance.mayAct(viewer))).toEqual([true, false]);
    news();
    attendance.introduce();
    expect(news()).toEqual(['scene: 4 is a spectator']);
  });

  it('refuses one more than may ask', () => {
    const { attendance, come, news } = session(exclusive);
    for (let viewer = 1; viewer <= 18; viewer++) come(viewer, `v${viewer}`);
    for (let viewer = 2; viewer <= 17; viewer++) attendance.take(viewer, { type: 'control', action: 'request' }, 0);
    news();
    attendance.take(18, { type: 'control', action: 'request' }, 0);
    expect(news()).toEqual(['18: none 16 refused']);
  });
});

describe('a viewer that asks and asks', () => {
  it('is heard by the others ten times at once, and then once a second, with each end of it', () => {
    const { attendance, come, news } = session({ control: 'exclusive' });
    come(1, 'a');
    come(2, 'b');
    news();
    for (let count = 0; count < 100; count++) {
      attendance.take(2, { type: 'control', action: count % 2 === 0 ? 'request' : 'release' }, 0);
    }
    const said = news();
    expect(said.filter((line) => line.startsWith('1:'))).toHaveLength(20);
    expect(said.at(-2)).toBe('2: none 0 refused');
    attendance.take(2, { type: 'control', action: 'request' }, 1_000);
    expect(news()).toEqual(['1: granted 1', '2: requested 1']);
  });

  it('may give up what it has in any case', () => {
    const { attendance, come, news } = session({ control: 'exclusive' });
    come(1, 'a');
    come(2, 'b');
    for (let count = 0; count < 10; count++) attendance.take(1, { type: 'control', action: 'request' }, 0);
    news();
    attendance.take(1, { type: 'control', action: 'release' }, 0);
    expect(news()).toContain('1: none 0');
    expect(attendance.mayAct(1)).toBe(false);
  });
});

describe('a viewer whose token lets it look on only', () => {
  it('never acts, alone or not, and the scene and its page know it', () => {
    const { attendance, come, news } = session({});
    come(1, 'a', 0, true);
    expect(news()).toEqual(['scene: 1 is a spectator', '1: none 0']);
    expect([attendance.mayAct(1), attendance.admits(1, KEY, 0)]).toEqual([false, false]);
    attendance.introduce();
    expect(news()).toEqual(['scene: 1 is a spectator']);
  });

  it('gets no control, and nobody hears that it asks', () => {
    const { attendance, come, news } = session({ control: 'exclusive' });
    come(1, 'a', 0, true);
    come(2, 'b');
    come(3, 'c');
    attendance.take(2, { type: 'control', action: 'release' }, 0);
    news();
    attendance.take(1, { type: 'control', action: 'request' }, 0);
    expect(news()).toEqual(['1: none 0 refused']);
    attendance.take(1, { type: 'control', action: 'release' }, 0);
    expect(news()).toEqual([]);
    attendance.left(2, 0);
    attendance.left(3, 0);
    expect(attendance.mayAct(1)).toBe(false);
  });

  it('has not what another connection of its page has, nor takes it away', () => {
    const { attendance, come } = session({ control: 'exclusive' });
    come(1, 'a');
    come(2, 'a', 0, true);
    come(3, 'b');
    expect([1, 2, 3].map((viewer) => attendance.mayAct(viewer))).toEqual([true, false, false]);
    attendance.left(2, 0);
    expect(attendance.mayAct(1)).toBe(true);
    come(4, 'a', 0, true);
    attendance.left(1, 0);
    expect([3, 4].map((viewer) => attendance.mayAct(viewer))).toEqual([true, false]);
  });

  it('keeps no session from its end', () => {
    const { attendance, come, news } = session({ afkAfterSeconds: 100 });
    come(1, 'a', 0, true);
    attendance.admits(1, KEY, 90_000);
    attendance.take(1, { type: 'here' }, 91_000);
    attendance.take(1, { type: 'control', action: 'request' }, 92_000);
    attendance.everySecond(100_000);
    expect(news()).toContain('over');
  });
});

describe('a session that ends when nobody uses it', () => {
  it('asks all who listen, and goes on with any input', () => {
    const { attendance, come, news } = session({ afkAfterSeconds: 100 });
    come(1, 'a');
    attendance.everySecond(49_999);
    expect(news()).toEqual([]);
    attendance.everySecond(50_000);
    expect(news()).toEqual(['1: ends in 50']);
    come(2, 'b', 60_000);
    expect(news()).toEqual(['2: ends in 40']);
    attendance.admits(1, input('resize'), 61_000);
    expect(news()).toEqual([]);
    attendance.admits(1, input('move'), 62_000);
    expect(news()).toEqual(['1: ends in null', '2: ends in null']);
    attendance.everySecond(112_000);
    expect(news()).toEqual(['1: ends in 50', '2: ends in 50']);
    attendance.take(2, { type: 'here' }, 113_000);
    expect(news()).toEqual(['1: ends in null', '2: ends in null']);
    attendance.everySecond(213_000);
    expect(news()).toEqual(['over']);
  });

  it('counts what a viewer does that only looks on', () => {
    const { attendance, come, news } = session({ control: 'exclusive', afkAfterSeconds: 100 });
    come(1, 'a');
    come(2, 'b');
    attendance.admits(2, KEY, 90_000);
    attendance.everySecond(100_000);
    expect(news()).not.toContain('over');
  });
});
