/** Has a video made, once: a double click or a second try of the same thing makes no second video. */
import { useRef, useState } from "react";
import type { SubmittedTask, VideoInput } from "../../lib/api/types";
import { videoService } from "../../lib/api/videoService";
import { randomId } from "../../lib/randomId";

interface VideoSubmission {
  busy: boolean;
  /** The error of the last try. */
  error: unknown;
  submit: (input: VideoInput) => void;
}

export function useVideoSubmission(onSubmitted: (task: SubmittedTask) => void): VideoSubmission {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const underWay = useRef(false);
  const attempt = useRef({ content: "", key: "" });

  const send = async (input: VideoInput) => {
    const content = JSON.stringify(input);
    if (attempt.current.content !== content) attempt.current = { content, key: randomId() };
    underWay.current = true;
    setBusy(true);
    setError(null);
    try {
      onSubmitted(await videoService.generateVideo(input, { idempotencyKey: attempt.current.key }));
      attempt.current = { content: "", key: "" };
    } catch (problem) {
      setError(problem);
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };

  return {
    busy,
    error,
    submit: (input) => {
      if (!underWay.current) void send(input);
    },
  };
}
