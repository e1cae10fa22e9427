/** Sends a photo off, once: a double click or a second try of the same thing makes no second task. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, enhanceAndGenerateScriptAsync } from "../../lib/api/services";
import { currentAccount } from "../../lib/api/session";
import type { EnhancementInput, SubmittedTask } from "../../lib/api/types";
import { randomId } from "../../lib/randomId";
import { startOf } from "./checkPhoto";

interface Submission {
  /** Share sent so far, 0 to 1; null while nothing is being sent. */
  share: number | null;
  /** What went wrong with the last try, and the file it was about. */
  failure: { error: unknown; file: File } | null;
  submit: (input: EnhancementInput) => void;
  cancel: () => void;
}

interface Attempt {
  input: EnhancementInput;
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

  const send = async (input: EnhancementInput) => {
    const aborter = (underWay.current = new AbortController());
    const attempt = (lastAttempt.current = attemptFor(input, lastAttempt.current));
    setFailure(null);
    setShare(0);
    try {
      if (!(await prepare())) return;
      const sender = currentAccount()?.id;
      const task = await enhanceAndGenerateScriptAsync(input, {
        idempotencyKey: attempt.idempotencyKey,
        signal: aborter.signal,
        onUploadProgress: setShare,
      });
      lastAttempt.current = null;
      // whoever has signed out meanwhile finds it in their history
      if (currentAccount()?.id === sender) onSubmitted(task);
    } catch (problem) {
      if (aborter.signal.aborted) return;
      if (problem instanceof ApiError && problem.code === "idempotency_conflict") lastAttempt.current = null;
      setFailure({ error: await explained(problem, input.file), file: input.file });
    } finally {
      underWay.current = null;
      setShare(null);
    }
  };

  return {
    share,
    failure,
    submit: (input) => {
      if (!underWay.current) void send(input);
    },
    cancel: useCallback(() => underWay.current?.abort(), []),
  };
}

/** To a browser it is a broken line, too, when the file cannot be read any more. */
async function explained(problem: unknown, file: File): Promise<unknown> {
  const lineBroke = problem instanceof ApiError && problem.status === 0;
  return lineBroke ? startOf(file).then(() => problem, (found: unknown) => found) : problem;
}

function attemptFor(input: EnhancementInput, last: Attempt | null): Attempt {
  const same =
    last !== null &&
    last.input.file === input.file &&
    last.input.userDescription === input.userDescription &&
    last.input.duration === input.duration &&
    last.input.language === input.language;
  return same ? last : { input, idempotencyKey: randomId() };
}
