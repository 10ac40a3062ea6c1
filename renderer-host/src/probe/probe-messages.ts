import type { EncoderName } from '../encode/h264-options.ts';

/** What the probe process tells, one result at a time. */
export type ProbeMessage =
  | { readonly type: 'adapter'; readonly adapter: string; readonly model: string; readonly software: boolean }
  | { readonly type: 'no-adapter'; readonly reason: string }
  | { readonly type: 'trying'; readonly encoder: EncoderName }
  | {
      readonly type: 'encoder';
      readonly encoder: EncoderName;
      readonly works: boolean;
      readonly reason: string;
      readonly profileLevelId: string;
    };
