/** Sends a photo off, once: a double click or a second try of the same thing makes no second task. */
import { useCallback, useEffect, useRef, useState } from "react";
import { aiService, type EnhancementOptions } from "../../lib/api/aiService";
import { ApiError } from "../../lib/api/errors";
import { currentAccount } from "../../lib/api/session";
import type { SubmittedTask } from "../../lib/api/types";
import { randomId } from "../../lib/randomId";
import { startOf } from "./checkPhoto";

interface Submission {
  /** Share sent so far, 0 to 1; null while nothing is being sent. */
  share: number | null;
  /** The error of the last try, and its file. */
  failure: { error: unknown; file: File } | null;
  submit: (file: File, userDescription: string, wishes: Wishes) => void;
  cancel: () => void;
}

type Wishes = Pick<EnhancementOptions, "duration" | "language" | "background" | "productName" | "offer" | "callToAction">;

interface Attempt {
  file: File;
  /** All that is sent beside the file. */
  content: string;
  idempotencyKey: string;
}

/** `prepare` runs before the upload and may refuse it by returning false. */
export function useSubmission(
  prepare: () => Promise<boolean>,
  onSubmitted: (task: SubmittedTask) => void,
): Submission {
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<Submission["failure"]>(null);
  const lastAttempt = useRef<Attempt | null>(null);
  const underWay = useRef<AbortController | null>(null);

  useEffect(() => () => underWay.current?.abort(), []);

  const send = async (file: File, userDescription: string, wishes: Wishes) => {
    const aborter = (underWay.current = new AbortController());
    const attempt = (lastAttempt.current = attemptFor(file, JSON.stringify([userDescription, wishes]), lastAttempt.current));
    setFailure(null);
    setShare(0);
    try {
      if (!(await prepare())) return;
      let sender = currentAccount()?.id;
      let sentBefore = 1;
      const task = await aiService.enhanceAndGenerateScriptAsync(file, userDescription, {
        ...wishes,
        idempotencyKey: attempt.idempotencyKey,
        signal: aborter.signal,
        onUploadProgress: (sent) => {
          // from the start again: perhaps by another one, who has signed in after the session expired
          if (sent <= sentBefore) sender = currentAccount()?.id;
          sentBefore = sent;
          setShare(sent);
        },
      });
      lastAttempt.current = null;
      // after a sign-out meanwhile it is in the history
      if (currentAccount()?.id === sender) onSubmitted(task);
    } catch (problem) {
      if (aborter.signal.aborted) return;
      if (problem instanceof ApiError && problem.code === "idempotency_conflict") lastAttempt.current = null;
      setFailure({ error: await explained(problem, file), file });
    } finally {
      underWay.current = null;
      setShare(null);
    }
  };

  return {
    share,
    failure,
    submit: (...input) => {
      if (!underWay.current) void send(...input);
    },
    cancel: useCallback(() => underWay.current?.abort(), []),
  };
}

/** To a browser it is a broken line, too, when the file cannot be read any more. */
async function explained(problem: unknown, file: File): Promise<unknown> {
  const lineBroke = problem instanceof ApiError && problem.status === 0;
  return lineBroke ? startOf(file).then(() => problem, (found: unknown) => found) : problem;
}

function attemptFor(file: File, content: string, last: Attempt | null): Attempt {
  const isSame = last?.file === file && last.content === content;
  return isSame ? last : { file, content, idempotencyKey: randomId() };
}
