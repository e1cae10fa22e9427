import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accountService } from "../../src/lib/api/accountService";
import { aiService } from "../../src/lib/api/aiService";
import { ApiError } from "../../src/lib/api/errors";
import { forgetSession, keepSession } from "../../src/lib/api/session";
import { taskService } from "../../src/lib/api/taskService";
import { videoService } from "../../src/lib/api/videoService";
import { aSession, aTask } from "../support/factories";
import { FakeXhr } from "../support/FakeXhr";

const PHOTO = new File(["photo"], "cup.jpg", { type: "image/jpeg" });

type Answer = () => Response | Promise<Response>;

/** Answer the calls in turn; gives back what was asked. */
function server(...answers: Answer[]) {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => answers.shift()!());
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

function refusal(status: number, code: string, headers: Record<string, string> = {}, details = {}): Answer {
  return () => Response.json({ error: { code, message: `about ${code}`, ...details } }, { status, headers });
}

function authorizationOf(call: [string, RequestInit] | undefined): string | null {
  return new Headers(call?.[1].headers).get("Authorization");
}

beforeEach(() => {
  forgetSession();
  FakeXhr.forget();
  vi.stubGlobal("XMLHttpRequest", FakeXhr);
});

afterEach(() => {
  vi.useRealTimers();
  forgetSession();
});

describe("errors", () => {
  test("carry the server's status, code, message, wait and details", async () => {
    server(refusal(429, "rate_limited", { "Retry-After": "10" }, { limit: 600 }));

    const error = await taskService.listTasks().catch((problem: unknown) => problem);

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 429,
      code: "rate_limited",
      message: "about rate_limited",
      retryAfterSeconds: 10,
      details: { limit: 600 },
    });
  });

  test("are named when the line is dead and nobody has said so", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn((_path: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
      }));
    vi.stubGlobal("fetch", fetched);

    const answer = accountService.getFeatures().catch((problem: unknown) => problem);
    await vi.advanceTimersByTimeAsync(30_000);

    expect(await answer).toMatchObject({ status: 0, code: "network_unreachable" });
  });

  test("are none when the caller has lost interest", async () => {
    const aborter = new AbortController();
    aborter.abort();

    const answer = aiService.getEnhancementStatus(1, { signal: aborter.signal });

    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  test("are named when the network is down", async () => {
    server(() => Promise.reject(new TypeError("Failed to fetch")));

    await expect(accountService.getFeatures()).rejects.toMatchObject({ status: 0, code: "network_unreachable" });
  });

  test.each([
    [503, "database_unavailable"],
    [502, "server_unavailable"],
    [413, "file_too_large"],
    [418, "http_418"],
  ])("are named for a %i whose body is a proxy's", async (status, code) => {
    server(() => new Response("<h1>Bad gateway</h1>", { status }));

    await expect(accountService.getFeatures()).rejects.toMatchObject({ status, code });
  });

  test("are raised for a 200 that is not JSON", async () => {
    server(() => new Response("<html>"));

    await expect(accountService.getFeatures()).rejects.toBeInstanceOf(ApiError);
  });

  test("are not made of a call that its caller gave up", async () => {
    const aborter = new AbortController();
    server(() => Promise.reject(new DOMException("gone", "AbortError")));
    aborter.abort();

    await expect(aiService.getEnhancementStatus(1, { signal: aborter.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("signed in", () => {
  test("calls carry the access token", async () => {
    keepSession(aSession(1));
    const fetched = server(() => Response.json({ tasks: [], next_cursor: null }));

    await taskService.listTasks({ cursor: "40", kind: "enhancement" });

    expect(fetched.mock.calls[0]?.[0]).toBe("/tasks?limit=20&cursor=40&kind=enhancement");
    expect(authorizationOf(fetched.mock.calls[0])).toBe("Bearer access-1");
  });

  test("an expired token is refreshed once and the call repeated", async () => {
    keepSession(aSession(1));
    const fetched = server(
      refusal(401, "token_expired"),
      () => Response.json(aSession(2)),
      () => Response.json(aTask(), { headers: { "Retry-After": "2" } }),
    );

    const answer = await aiService.getEnhancementStatus(12);

    expect(answer).toEqual({ ...aTask(), retry_after_seconds: 2 });
    expect(fetched.mock.calls.map(([path]) => path)).toEqual([
      "/ai/enhance-and-script/12",
      "/auth/refresh",
      "/ai/enhance-and-script/12",
    ]);
    expect(authorizationOf(fetched.mock.calls[2])).toBe("Bearer access-2");
  });

  test("a second refusal is not tried a third time", async () => {
    keepSession(aSession(1));
    server(refusal(401, "token_expired"), () => Response.json(aSession(2)), refusal(401, "token_invalid"));

    await expect(aiService.getEnhancementStatus(12)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("logging out forgets the tokens even when the server is away", async () => {
    keepSession(aSession(1));
    const fetched = server(() => Promise.reject(new TypeError("offline")));

    await expect(accountService.logout()).rejects.toMatchObject({ code: "network_unreachable" });

    expect(fetched.mock.calls[0]?.[0]).toBe("/auth/logout");
    server(() => Response.json(aTask()));
    await aiService.getEnhancementStatus(12);
    expect(authorizationOf(vi.mocked(fetch).mock.calls[0] as [string, RequestInit])).toBeNull();
  });
});

test("another background is a task with a status and a stream of its own", async () => {
  const fetched = server(
    () => Response.json({ ...aTask(), stream_token: "st" }, { status: 202 }),
    () => Response.json(aTask()),
  );

  await aiService.changeBackground(7, "dark", { idempotencyKey: "key-1" });
  await aiService.getCompositionStatus(8);

  const [[path, init], [statusPath]] = fetched.mock.calls as [[string, RequestInit], [string]];
  expect(path).toBe("/ai/enhance-and-script/7/compositions");
  expect(new Headers(init.headers).get("Idempotency-Key")).toBe("key-1");
  expect(JSON.parse(String(init.body))).toEqual({ background: "dark" });
  expect(statusPath).toBe("/compositions/8");
  expect(aiService.compositionStreamUrl(8)).toBe("/compositions/8/stream");
});

describe("a video", () => {
  test("is made of an enhancement, with a key that makes a repeat harmless", async () => {
    const fetched = server(() => Response.json({ ...aTask({ kind: "video" }), stream_token: "st" }, { status: 202 }));
    const input = { enhancementId: 7, duration: 8, script: "Buy it.", formats: ["portrait", "feed"], template: "bold", voice: "none", music: "calm" } as const;

    const video = await videoService.generateVideo(input, { idempotencyKey: "key-1" });

    expect(video).toMatchObject({ kind: "video", stream_token: "st" });
    const [path, init] = fetched.mock.calls[0]!;
    expect(path).toBe("/videos/generate");
    expect(new Headers(init.headers).get("Idempotency-Key")).toBe("key-1");
    expect(JSON.parse(String(init.body))).toEqual({
      enhancement_id: 7,
      duration: 8,
      script: "Buy it.",
      formats: ["portrait", "feed"],
      template: "bold",
      voice: "none",
      music: "calm",
    });
  });

  test("has its own status, cancellation, retry and stream", async () => {
    const fetched = server(
      () => Response.json(aTask(), { headers: { "Retry-After": "2" } }),
      () => Response.json(aTask()),
      () => Response.json(aTask(), { status: 202 }),
    );

    expect(await videoService.getVideoStatus(13)).toEqual({ ...aTask(), retry_after_seconds: 2 });
    await videoService.cancelVideo(13);
    await videoService.retryVideo(13);

    expect(fetched.mock.calls.map(([path]) => path)).toEqual([
      "/videos/13",
      "/videos/13/cancellation",
      "/videos/13/retry",
    ]);
    expect(videoService.videoStreamUrl(13)).toBe("/videos/13/stream");
  });

  test("can be estimated before", async () => {
    const fetched = server(() => Response.json({ total_usd: 0 }));

    expect(await taskService.getEstimate({ kind: "video", duration: 12 })).toEqual({ total_usd: 0 });

    expect(fetched.mock.calls[0]?.[0]).toBe("/ai/estimate?kind=video&duration=12");
  });
});

describe("an upload", () => {
  test("sends the form with its key, tells its progress, and gives the task", async () => {
    keepSession(aSession(1));
    const shares: number[] = [];

    const submitted = aiService.enhanceAndGenerateScriptAsync(
      PHOTO,
      "hot",
      { duration: 8, language: "zh", idempotencyKey: "key-1", onUploadProgress: (share) => shares.push(share) },
    );
    const xhr = await FakeXhr.sent();
    xhr.progress(30, 60).answer(202, JSON.stringify({ ...aTask(), stream_token: "st" }));

    expect(await submitted).toMatchObject({ id: 12, stream_token: "st" });
    expect(xhr.url).toBe("/ai/enhance-and-script-async");
    expect(xhr.headers).toMatchObject({ Authorization: "Bearer access-1", "Idempotency-Key": "key-1" });
    const { file, ...fields } = Object.fromEntries(xhr.form!);
    expect(file).toMatchObject({ name: "cup.jpg" });
    expect(fields).toEqual({ user_description: "hot", duration: "8", language: "zh" });
    expect(shares).toEqual([0.5]);
  });

  test("can be given up", async () => {
    const aborter = new AbortController();
    const submitted = aiService.enhanceAndGenerateScriptAsync(PHOTO, undefined, { signal: aborter.signal });
    const xhr = await FakeXhr.sent();

    aborter.abort();

    await expect(submitted).rejects.toMatchObject({ name: "AbortError" });
    expect(xhr.aborted).toBe(true);
  });

  const refused = JSON.stringify({ error: { code: "picture_unsupported", message: "no" } });

  test.each([
    ["the server's refusal", (xhr: FakeXhr) => xhr.answer(415, refused), "picture_unsupported"],
    ["a proxy's page", (xhr: FakeXhr) => xhr.answer(503, "<h1>503</h1>"), "database_unavailable"],
    ["a broken line", (xhr: FakeXhr) => xhr.break(), "network_unreachable"],
  ])("that meets %s fails with its code", async (_, happen, code) => {
    const submitted = aiService.enhanceAndGenerateScript(PHOTO);
    const xhr = await FakeXhr.sent();

    happen(xhr);

    await expect(submitted).rejects.toMatchObject({ code });
    expect(xhr.url).toBe("/ai/enhance-and-script");
  });
});
