/** What the doctor finds out about a machine before it judges. */

export interface AdapterFact {
  readonly adapter: string;
  readonly software: boolean;
  /** What was tried before, readable. */
  readonly report: readonly string[];
}

export interface EncoderFact {
  readonly encoder: string;
  readonly works: boolean;
  readonly reason: string;
}

/** What the renderer host's own probes say (renderer-host/src/agent/check-machine.ts). */
export interface MachineFacts {
  readonly adapter: AdapterFact | { readonly problem: string };
  readonly encoders: readonly EncoderFact[];
}

export interface Facts {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** File of the system's Vulkan loader. */
  readonly vulkanLoader: string | undefined;
  /** File of the library without which scenes make no sound. */
  readonly soundLibrary: string | undefined;
  /** Files that name Vulkan drivers. */
  readonly vulkanDrivers: readonly string[];
  /** Version of the NVIDIA kernel driver. */
  readonly nvidia: string | undefined;
  /** Devices of GPUs, and whether this user may open them. */
  readonly devices: readonly { readonly path: string; readonly usable: boolean }[];
  readonly machine: MachineFacts | { readonly problem: string };
  /** Why the gateway's port cannot be had, and whether it is a gateway of ours that has it. */
  readonly port: { readonly port: number; readonly problem: string | undefined; readonly gateway: boolean };
  /** Datagrams on loopback, and on the ports of the media range where one is given. */
  readonly udp: { readonly problem: string | undefined };
  /** Asked only where one is named. */
  readonly turn: { readonly server: string; readonly problem: string | undefined } | undefined;
  readonly folders: readonly { readonly what: string; readonly path: string; readonly problem: string | undefined }[];
  /** Bytes. */
  readonly freeMemory: number;
}
