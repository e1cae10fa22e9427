/**
 * Changes the background of a finished ad: asks for it, follows it, also on a page that was loaded meanwhile, and shows
 * the new picture once it has loaded.
 */
import { useRef, useState } from "react";
import { aiService } from "../../lib/api/aiService";
import type { Background } from "../../lib/api/types";
import { useCompositionStream } from "../../lib/hooks/useCompositionStream";
import { remember, remembered } from "../../lib/memory";
import { randomId } from "../../lib/randomId";

interface Change {
  background: Background;
  /** null until the server has answered. */
  taskId: number | null;
  streamToken?: string;
}

interface BackgroundChange {
  /** What is being made; null while nothing is. */
  asked: Background | null;
  /** 0 to 100. */
  progress: number;
  /** The error of the last try. */
  error: unknown;
  change: (background: Background) => void;
}

export function useBackgroundChange(enhancementId: number, onChanged: () => Promise<void>): BackgroundChange {
  const memoryKey = `limelight.background.${enhancementId}`;
  const [asked, setAsked] = useState(() => rememberedChange(memoryKey));
  const [error, setError] = useState<unknown>(null);
  // the last click counts, whatever is answered first
  const latest = useRef("");

  const end = (key: string, problem: unknown) => {
    if (latest.current !== key) return;
    remember(memoryKey, null);
    setAsked(null);
    setError(problem);
  };
  const stream = useCompositionStream({
    taskId: asked?.taskId ?? null,
    streamToken: asked?.streamToken,
    onComplete: ({ enhanced_image_url: url }) => {
      const key = latest.current;
      void loaded(url)
        .then(onChanged)
        .then(() => end(key, null), (problem: unknown) => end(key, problem));
    },
    // one that is not there any more has ended long ago
    onError: (_message, problem) => end(latest.current, problem.status === 404 ? null : problem),
  });

  const change = async (background: Background) => {
    const key = (latest.current = randomId());
    setError(null);
    setAsked({ background, taskId: null });
    try {
      const task = await aiService.changeBackground(enhancementId, background, { idempotencyKey: key });
      if (latest.current !== key) return;
      remember(memoryKey, JSON.stringify({ background, taskId: task.id } satisfies Change));
      setAsked({ background, taskId: task.id, streamToken: task.stream_token });
    } catch (problem) {
      end(key, problem);
    }
  };

  return {
    asked: asked?.background ?? null,
    progress: stream.progress,
    error,
    change: (background) => void change(background),
  };
}

/** What this page, or the one before it, was waiting for. */
function rememberedChange(memoryKey: string): Change | null {
  const kept = remembered(memoryKey);
  return kept ? (JSON.parse(kept) as Change) : null;
}

/** Wait for a picture, so that it takes the old one's place without a gap; one that does not load is not waited for. */
async function loaded(url: string | null): Promise<void> {
  if (!url) return;
  const picture = new Image();
  picture.src = url;
  await picture.decode().catch(() => undefined);
}
