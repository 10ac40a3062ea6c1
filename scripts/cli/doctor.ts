/** `remote-view doctor`: whether streaming can work on this machine, and what to do where it cannot. */
import { COLOUR, paint } from '../start/local-stack.ts';
import { CommandError, readArguments, readPort, type Command } from './command.ts';
import { examine, type Examination } from './doctor/examine.ts';
import { parseServer } from './doctor/stun.ts';
import { canStream, judge, type Verdict } from './doctor/verdicts.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'says whether streaming can work on this machine',
  help: `remote-view doctor: says whether streaming can work on this machine, and what to do where it cannot

  --port N           of the gateway (PORT; default 8080)
  --host ADDRESS     that the gateway listens on (HOST; default 127.0.0.1)
  --adapter WHICH    auto, gpu or software (default auto)
  --port-range A-B   UDP ports that the host is to use for media
  --turn URL         a TURN server to try, like turn:turn.example.com:3478

Exits with 0 where streaming can work, and with 1 where something has to be done first.
`,
  run: async (args) => {
    const wanted = readExamination(args, process.env);
    console.log('Looking at this machine; the encoders take a few seconds …\n');
    const verdicts = judge(await examine(wanted));
    for (const verdict of verdicts) console.log(lineOf(verdict));
    const works = canStream(verdicts);
    console.log(works ? '\nStreaming can work here.' : '\nStreaming cannot work before the problems above are solved.');
    return works ? 0 : 1;
  },
};

/** @throws CommandError */
export function readExamination(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Examination {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string' },
    host: { type: 'string' },
    adapter: { type: 'string', default: 'auto' },
    'port-range': { type: 'string' },
    turn: { type: 'string' },
  });
  if (positionals.length > 0) throw new CommandError(`What is '${positionals.join(' ')}'?`);
  if (!['auto', 'gpu', 'software'].includes(values.adapter)) {
    throw new CommandError(`--adapter must be auto, gpu or software, not '${values.adapter}'.`);
  }
  return {
    host: values.host ?? (env['HOST']?.trim() || '127.0.0.1'),
    port: readPort(values.port ?? (env['PORT']?.trim() || '8080')),
    adapter: values.adapter,
    portRange: values['port-range'] === undefined ? undefined : readRange(values['port-range']),
    turn: values.turn === undefined ? undefined : readTurn(values.turn),
  };
}

function readRange(text: string): { begin: number; end: number } {
  const [, begin = '', end = ''] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { begin: Number(begin), end: Number(end) };
  if (range.begin < 1 || range.begin > range.end || range.end > 65_535) {
    throw new CommandError(`--port-range must be like 40000-40100, not '${text}'.`);
  }
  return range;
}

function readTurn(url: string): NonNullable<Examination['turn']> {
  const server = parseServer(url);
  if (server === undefined) throw new CommandError(`--turn must be like turn:turn.example.com:3478, not '${url}'.`);
  return { url, server };
}

const MARKS: Readonly<Record<Verdict['level'], readonly [mark: string, colour: number]>> = {
  ok: ['ok     ', COLOUR.cyan],
  note: ['note   ', COLOUR.bold],
  problem: ['PROBLEM', COLOUR.magenta],
};

function lineOf({ level, subject, text, advice }: Verdict): string {
  const [mark, colour] = MARKS[level];
  const line = `${paint(colour, mark)}  ${subject.padEnd(14)} ${text}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(24)} ${paint(COLOUR.dim, advice)}`;
}
