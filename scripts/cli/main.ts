/** `npx remote-view <command>`. */
import { CommandError, type Command } from './command.ts';
import { devCommand } from './dev.ts';
import { doctorCommand } from './doctor.ts';
import { newCommand } from './new.ts';

const COMMANDS: readonly Command[] = [devCommand, newCommand, doctorCommand];

const HELP = `remote-view: three.js scenes on this machine, shown in any browser

${COMMANDS.map(({ name, summary }) => `  remote-view ${name.padEnd(8)} ${summary}`).join('\n')}

remote-view <command> --help says more about each.
`;

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    console.error(`There is no command '${name}'.\n\n${HELP}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(command.help);
    return 0;
  }
  try {
    // npm's own variable is not used: it names the package's folder where a script of it runs.
    return await command.run(args, process.env['REMOTE_VIEW_CALLED_FROM'] ?? process.cwd());
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(`${error.message}\nremote-view ${name} --help says how it is used.`);
    return 2;
  }
}
