/** Short names for the contract's schemas, which the server's pydantic models define. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Background = NonNullable<Schemas["Task"]["background"]>;
/** A video in one format. */
export type Clip = Schemas["FormatVideo"];
export type Brand = Schemas["Brand"];
export type BrandNames = Schemas["BrandNames"];
export type Estimate = Schemas["Estimate"];
export type EtaSeconds = Schemas["EtaSeconds"];
export type Features = Schemas["Features"];
export type Notice = Schemas["Notice"];
export type ProgressEvent = Schemas["ProgressEvent"];
export type Purchase = Schemas["Purchase"];
export type Session = Schemas["Session"];
export type Storyboard = Schemas["Storyboard"];
export type StoryboardAnswer = Schemas["StoryboardAnswer"];
export type StreamToken = Schemas["StreamToken"];
export type SubmittedTask = Schemas["SubmittedTask"] & { kind: TaskKind };
export type Task = Schemas["Task"] & { kind: TaskKind };
export type TaskError = Schemas["TaskError"];
export type TaskPage = Omit<Schemas["TaskPage"], "tasks"> & { tasks: Task[] };
/** Of tasks that stand in the history; a composition has no page of its own. */
export type TaskKind = Exclude<Schemas["Task"]["kind"], "composition">;
export type TaskStatus = Task["status"];

/** What a video is made from; `duration` in seconds. What is left out is the enhancement's. */
export interface VideoInput {
  enhancementId: number;
  duration?: Schemas["VideoRequest"]["duration"];
  script?: string | undefined;
  /** Instead of `script`: the same as data. */
  storyboard?: Storyboard | undefined;
  /** One clip each, the first is the task's `video_url`. */
  formats?: readonly VideoFormat[] | undefined;
  template?: VideoTemplate | undefined;
  voice?: VideoVoice | undefined;
  music?: VideoMusic | undefined;
  /** Instead of `formats`: only one. */
  format?: Schemas["VideoRequest"]["format"];
}

export type VideoFormat = Clip["format"];
export type VideoTemplate = NonNullable<Schemas["VideoRequest"]["template"]>;
export type VideoVoice = NonNullable<Schemas["VideoRequest"]["voice"]>;
export type VideoMusic = NonNullable<Schemas["VideoRequest"]["music"]>;

/** The task as it stands; `retry_after_seconds` says when to ask again, null once it has ended. */
export type TaskAnswer = Task & { retry_after_seconds?: number | null };

/** Whether nothing more will happen to a task of this status, short of a retry. */
export function isTerminal(status: TaskStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}
