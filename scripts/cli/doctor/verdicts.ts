/** From what was found to what it means: one verdict a subject, each with what to do about it. */
import type { EncoderFact, Facts } from './facts.ts';

export interface Verdict {
  readonly subject: string;
  /** `problem`: streaming cannot work before it is solved. `note`: it works, and could be better. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly text: string;
  /** What to do, in one or two sentences. */
  readonly advice?: string;
}

export function judge(facts: Facts): Verdict[] {
  return [
    judgeNode(facts),
    judgeLoader(facts),
    judgeDevices(facts),
    judgeSound(facts),
    judgeAdapter(facts),
    judgeEncoders(facts),
    judgePort(facts),
    judgeUdp(facts),
    judgeTurn(facts),
    ...facts.folders.map(judgeFolder),
    judgeMemory(facts),
  ];
}

/** Whether streaming can work on this machine. */
export function canStream(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ level }) => level !== 'problem');
}

function judgeNode({ node, platform, arch }: Facts): Verdict {
  const subject = 'Node.js';
  const text = `${node} on ${platform} ${arch}`;
  if (Number(/^v(\d+)/.exec(node)?.[1] ?? 0) < 24) {
    return { subject, level: 'problem', text, advice: 'Node 24 or newer runs the host: npm ci brings it along.' };
  }
  if (!['linux', 'darwin', 'win32'].includes(platform) || !['x64', 'arm64'].includes(arch)) {
    return {
      subject,
      level: 'problem',
      text,
      advice: 'The native packages are built for Linux, macOS and Windows on x64 and arm64 alone.',
    };
  }
  return { subject, level: 'ok', text };
}

function judgeLoader({ platform, vulkanLoader, vulkanDrivers }: Facts): Verdict {
  const subject = 'Vulkan';
  if (platform !== 'linux') return { subject, level: 'ok', text: 'not needed: this system has its own GPU interface' };
  if (vulkanLoader === undefined) {
    return {
      subject,
      level: 'note',
      text: 'there is no Vulkan loader (libvulkan.so.1), so no GPU can be used',
      advice: 'Debian and Ubuntu: apt install libvulkan1. Fedora: dnf install vulkan-loader.',
    };
  }
  if (vulkanDrivers.length === 0) {
    return {
      subject,
      level: 'note',
      text: `${vulkanLoader}, and no driver is registered with it`,
      advice:
        'AMD and Intel: apt install mesa-vulkan-drivers. NVIDIA: its driver package with the graphics part; in a container NVIDIA_DRIVER_CAPABILITIES must name graphics.',
    };
  }
  return { subject, level: 'ok', text: `${vulkanLoader}, ${vulkanDrivers.length} drivers` };
}

function judgeDevices({ platform, nvidia, devices }: Facts): Verdict {
  const subject = 'GPU devices';
  if (platform !== 'linux') return { subject, level: 'ok', text: 'left to the system' };
  const closed = devices.filter(({ usable }) => !usable).map(({ path }) => path);
  const driver = nvidia === undefined ? '' : `, NVIDIA driver ${nvidia}`;
  if (closed.length > 0) {
    return {
      subject,
      level: 'note',
      text: `${closed.join(', ')} may not be opened by this user${driver}`,
      advice: 'Add the user to the groups that own the devices: usermod -aG render,video <user>, then log in again.',
    };
  }
  if (devices.length === 0) {
    return {
      subject,
      level: 'note',
      text: `no GPU device is visible${driver}`,
      advice: 'In a container hand it in: --gpus all (NVIDIA), or --device /dev/dri (AMD, Intel).',
    };
  }
  return { subject, level: 'ok', text: `${devices.map(({ path }) => path).join(', ')}${driver}` };
}

function judgeAdapter({ machine }: Facts): Verdict {
  const subject = 'Rendering';
  if ('problem' in machine) return { subject, level: 'problem', text: machine.problem, advice: REINSTALL };
  const { adapter } = machine;
  if ('problem' in adapter) {
    return {
      subject,
      level: 'problem',
      text: adapter.problem,
      advice: 'Repair what is said of Vulkan above, or install the software renderer: npm install @sparticuz/chromium.',
    };
  }
  if (adapter.software) {
    return {
      subject,
      level: 'note',
      text: `${adapter.adapter}, on the CPU: small pictures at 30 frames per second`,
      advice: `A GPU is several times as fast. ${adapter.report[0] ?? ''}`.trim(),
    };
  }
  return { subject, level: 'ok', text: adapter.adapter };
}

/** The audio engine is linked against it although a host has no loudspeaker. */
function judgeSound({ platform, soundLibrary }: Facts): Verdict {
  const subject = 'Sound';
  if (platform !== 'linux' || soundLibrary !== undefined)
    return { subject, level: 'ok', text: 'scenes can make sound' };
  return {
    subject,
    level: 'note',
    text: 'there is no ALSA library (libasound.so.2), so scenes make no sound',
    advice:
      'Debian and Ubuntu: apt install libasound2 (libasound2t64 where that is not found). Fedora: dnf install alsa-lib.',
  };
}

const REINSTALL = 'Install the packages again with npm ci; install scripts must be allowed.';

function judgeEncoders({ machine, nvidia }: Facts): Verdict {
  const subject = 'H.264 encoder';
  if ('problem' in machine) return { subject, level: 'problem', text: machine.problem, advice: REINSTALL };
  const working = machine.encoders.filter(({ works }) => works).map(({ encoder }) => encoder);
  const [best] = working;
  if (best === undefined) {
    const reasons = machine.encoders.map(({ encoder, reason }) => `${encoder}: ${reason}`).join('; ');
    return { subject, level: 'problem', text: `none opens (${reasons})`, advice: REINSTALL };
  }
  if (working.some((encoder) => encoder !== 'libx264')) return { subject, level: 'ok', text: working.join(', ') };
  return {
    subject,
    level: 'note',
    text: `${best}, on the CPU: no hardware encoder opens`,
    ...hardwareAdvice(machine.encoders, nvidia),
  };
}

/** Only where there is hardware to expect one of. */
function hardwareAdvice(encoders: readonly EncoderFact[], nvidia: string | undefined): { advice?: string } {
  if (nvidia === undefined) return {};
  const reason = encoders.find(({ encoder }) => encoder === 'h264_nvenc')?.reason ?? '';
  return {
    advice:
      'NVENC needs driver 520.56 or newer, and in a container video among NVIDIA_DRIVER_CAPABILITIES; A100, H100 and H200 have none. ' +
      `It says: ${reason}`,
  };
}

function judgePort({ port: { port, problem, gateway } }: Facts): Verdict {
  const subject = 'Gateway port';
  if (gateway) return { subject, level: 'ok', text: `a gateway answers on ${port}` };
  if (problem !== undefined) return { subject, level: 'problem', text: problem };
  return { subject, level: 'ok', text: `${port} is free` };
}

function judgeUdp({ udp: { problem } }: Facts): Verdict {
  const subject = 'Media (UDP)';
  if (problem === undefined) return { subject, level: 'ok', text: 'datagrams arrive on this machine' };
  return {
    subject,
    level: 'problem',
    text: problem,
    advice: 'Let UDP through on loopback and on the ports for media, here and in the firewall in front of the host.',
  };
}

function judgeTurn({ turn }: Facts): Verdict {
  const subject = 'TURN';
  if (turn === undefined)
    return { subject, level: 'ok', text: 'none is named; viewers behind strict firewalls need one' };
  if (turn.problem === undefined) return { subject, level: 'ok', text: `${turn.server} answers` };
  return {
    subject,
    level: 'problem',
    text: `${turn.server}: ${turn.problem}`,
    advice: 'See that the server runs, and that its UDP port is open from here and from the viewers.',
  };
}

function judgeFolder({ what, path, problem }: Facts['folders'][number]): Verdict {
  if (problem === undefined) return { subject: what, level: 'ok', text: path };
  return {
    subject: what,
    level: 'problem',
    text: `${path}: ${problem}`,
    advice: 'Give this user the right to write there.',
  };
}

const ENOUGH_MEMORY = 1.5 * 2 ** 30;

function judgeMemory({ freeMemory }: Facts): Verdict {
  const subject = 'Memory';
  const text = `${(freeMemory / 2 ** 30).toFixed(1)} GiB are free`;
  if (freeMemory >= ENOUGH_MEMORY) return { subject, level: 'ok', text };
  return { subject, level: 'note', text, advice: 'A session takes about 0.5 GiB, and the host keeps one more ready.' };
}
