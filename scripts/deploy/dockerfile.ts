/** The stages of a Dockerfile, as far as tests go by them. */
import { DockerfileParser, JSONInstruction, type Copy } from 'dockerfile-ast';

export interface Stage {
  readonly name: string;
  /** The image or stage that it begins with. */
  readonly from: string;
  readonly copies: readonly { readonly from: string | undefined; readonly sources: readonly string[] }[];
  /** Shell commands. */
  readonly runs: readonly string[];
  readonly users: readonly string[];
  readonly labels: readonly string[];
  readonly entrypoint: readonly string[];
  readonly hasHealthcheck: boolean;
}

export function stagesOf(text: string): Stage[] {
  const stages: { -readonly [K in keyof Stage]: Stage[K] extends readonly (infer T)[] ? T[] : Stage[K] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      stages.push({
        name: words[2] ?? '',
        from: words[0] ?? '',
        copies: [],
        runs: [],
        users: [],
        labels: [],
        entrypoint: [],
        hasHealthcheck: false,
      });
    }
    const stage = stages.at(-1);
    // What stands before the first FROM belongs to no stage.
    if (stage === undefined) continue;
    if (keyword === 'COPY') {
      stage.copies.push({
        from: (instruction as Copy).getFromFlag()?.getValue() ?? undefined,
        sources: words.slice(0, -1),
      });
    } else if (keyword === 'RUN') {
      stage.runs.push(words.join(' '));
    } else if (keyword === 'USER') {
      stage.users.push(words.join(' '));
    } else if (keyword === 'LABEL') {
      stage.labels.push(...words.map((word) => word.split('=', 1)[0]!));
    } else if (keyword === 'ENTRYPOINT' && instruction instanceof JSONInstruction) {
      stage.entrypoint = instruction.getJSONStrings().map((argument) => argument.getJSONValue());
    } else if (keyword === 'HEALTHCHECK') {
      stage.hasHealthcheck = true;
    }
  }
  return stages;
}
