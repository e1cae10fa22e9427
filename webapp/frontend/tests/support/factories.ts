/** A task and its rows, as the server would send them. */
import type { ProgressEvent, Session, Task } from "../../src/lib/api/types";

export const TASK_ID = 12;

export function aTask(overrides: Partial<Task> = {}): Task {
  const base = `/ai/enhance-and-script/${TASK_ID}`;
  return {
    id: TASK_ID,
    kind: "enhancement",
    status: "running",
    progress: 0,
    step: null,
    code: "task.queued",
    message: "Waiting",
    params: {},
    seq: 0,
    queue_position: null,
    eta_seconds: null,
    attempt: 1,
    stages: [],
    name: "",
    user_description: "",
    product_name: "",
    offer: "",
    call_to_action: "",
    duration: 4,
    language: "en",
    status_url: base,
    stream_url: `${base}/stream`,
    cancel_url: `${base}/cancellation`,
    retry_url: `${base}/retry`,
    created_at: "2026-11-23T12:00:00Z",
    started_at: null,
    finished_at: null,
    preview_url: null,
    thumbnail_url: null,
    orientation: null,
    before_image_url: null,
    pictures: [],
    cutout_url: null,
    background: null,
    notices: [],
    enhanced_image_url: null,
    video_frame_url: null,
    script: null,
    storyboard: null,
    script_draft: null,
    enhancement_id: null,
    formats: [],
    format: null,
    template: null,
    videos: [],
    video_url: null,
    poster_url: null,
    usage: [],
    error: null,
    ...overrides,
  };
}

export function aRow(seq: number, overrides: Partial<ProgressEvent> = {}): ProgressEvent {
  return {
    task_id: TASK_ID,
    seq,
    progress: seq * 5,
    step: null,
    code: "image.reading",
    message: `row ${seq}`,
    status: "running",
    ts: 1_800_000_000 + seq,
    params: {},
    preview_url: null,
    enhanced_image_url: null,
    before_image_url: null,
    video_frame_url: null,
    script: null,
    video_url: null,
    error: null,
    ...overrides,
  };
}

export function theLastRow(seq: number): ProgressEvent {
  return aRow(seq, {
    progress: 100,
    code: "task.completed",
    status: "completed",
    enhanced_image_url: "/media/enhanced",
    script: "Buy it.",
  });
}

export const ENGINE_FAILED = { code: "engine_failed", message: "Try again.", stage: "script", retryable: true };

export function aSession(number: number, expiresInSeconds = 900): Session {
  return {
    access_token: `access-${number}`,
    refresh_token: `refresh-${number}`,
    token_type: "Bearer",
    expires_in_seconds: expiresInSeconds,
    account: { id: 1, email: null, guest: true, created_at: "2026-11-23T12:00:00Z" },
  };
}
