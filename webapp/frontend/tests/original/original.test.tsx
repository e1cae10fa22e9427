// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Task } from "../../src/lib";
import { aRow, aTask, ENGINE_FAILED, TASK_ID, theLastRow } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";
import { FakeXhr } from "../support/FakeXhr";
import { PATIENT } from "../support/patience";
import { AdMaker } from "./AdMaker";
import { VideoPlayer } from "./VideoPlayer";

const PHOTO = new File(["photo"], "cup.jpg", { type: "image/jpeg" });

let asked: string[];
let status: Task;

beforeEach(() => {
  asked = [];
  status = aTask();
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("XMLHttpRequest", FakeXhr);
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return Response.json(path.endsWith("/stream-token") ? { stream_token: "token" } : status);
  });
  FakeEventSource.forget();
  FakeXhr.forget();
});

afterEach(cleanup);

function shown(label: string): string | null {
  return screen.getByLabelText(label).textContent;
}

/** Choose a photo, say what the ad is for, and press a button; gives the upload. */
async function upload(button: string): Promise<FakeXhr> {
  render(<AdMaker />, { wrapper: StrictMode });
  fireEvent.change(screen.getByLabelText("Photo"), { target: { files: [PHOTO] } });
  fireEvent.change(screen.getByLabelText("Description"), { target: { value: "hot" } });
  fireEvent.change(screen.getByLabelText("Duration"), { target: { value: "8" } });
  fireEvent.click(screen.getByText(button));
  return FakeXhr.sent();
}

async function connected(): Promise<FakeEventSource> {
  await vi.waitFor(() => expect(FakeEventSource.open).toHaveLength(1), PATIENT);
  return FakeEventSource.newest;
}

async function answered(xhr: FakeXhr, code: number, body: object): Promise<void> {
  await act(async () => void xhr.answer(code, JSON.stringify(body)));
}

test("a photo is uploaded, followed row by row, and its picture and script are shown", async () => {
  const xhr = await upload("Create");
  const { file, ...fields } = Object.fromEntries(xhr.form!);
  expect(xhr.url).toBe("/ai/enhance-and-script-async");
  expect(file).toMatchObject({ name: "cup.jpg" });
  expect(fields).toEqual({ user_description: "hot", duration: "8", language: "en" });

  await answered(xhr, 202, { ...aTask(), stream_token: "token" });
  const source = await connected();
  act(() => void source.accept().send("snapshot", aTask()).send("message", aRow(1)).send("message", aRow(2)));

  expect(screen.getByText("live")).toBeTruthy();
  expect(shown("Status")).toBe("10% row 2");
  expect(shown("Last message")).toBe("row 2");
  expect(screen.getByLabelText("Progress")).toMatchObject({ value: 10 });
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["5: row 1", "10: row 2"]);

  act(() => void source.send("message", theLastRow(3)));

  expect(screen.getByAltText("Enhanced").getAttribute("src")).toBe("/media/enhanced");
  expect(shown("Script")).toBe("Buy it.");
  expect(screen.getByText("not live")).toBeTruthy();
});

test("a failure is told as a text", async () => {
  await answered(await upload("Create"), 202, { ...aTask(), stream_token: "token" });
  const source = await connected();

  act(() => {
    source.accept().send("snapshot", aTask()).send("message", aRow(1, { status: "failed", error: ENGINE_FAILED }));
  });

  expect(screen.getByRole("alert").textContent).toBe(ENGINE_FAILED.message);
});

test("a refused upload throws an error with a text", async () => {
  await answered(await upload("Create"), 415, { error: { code: "picture_unsupported", message: "Send a JPEG." } });

  expect(screen.getByRole("alert").textContent).toBe("Send a JPEG.");
});

test("the waiting call gives the result also when it takes longer than the server waits", async () => {
  await answered(await upload("Create and wait"), 202, { ...aTask(), stream_token: "token" });
  const source = await connected();
  expect(FakeXhr.count).toBe(1);
  expect(screen.queryByAltText("Enhanced")).toBeNull();

  await act(async () => void source.accept().send("snapshot", aTask()).send("message", theLastRow(1)));

  expect(screen.getByAltText("Enhanced").getAttribute("src")).toBe("/media/enhanced");
  expect(shown("Script")).toBe("Buy it.");
});

test.each([
  ["completed", { enhanced_image_url: "/media/enhanced", script: "Buy it." }, () => shown("Script"), "Buy it."],
  ["failed", { error: ENGINE_FAILED }, () => screen.getByRole("alert").textContent, ENGINE_FAILED.message],
] as const)("the waiting call ends at once with a task that has %s", async (end, result, seen, text) => {
  await answered(await upload("Create and wait"), 200, aTask({ status: end, ...result }));

  expect(seen()).toBe(text);
  expect(FakeEventSource.made).toHaveLength(0);
});

test("the status is the task itself", async () => {
  await answered(await upload("Create"), 202, { ...aTask(), stream_token: "token" });
  status = aTask({ status: "completed", script: "Buy it." });

  fireEvent.click(screen.getByText("Recover"));

  expect((await screen.findByLabelText("Recovered", {}, PATIENT)).textContent).toBe("Buy it.");
  expect(asked).toContain(`/ai/enhance-and-script/${TASK_ID}`);
});

test("a video is followed step by step, until there is one to play", async () => {
  status = aTask({ kind: "video", step: 0 });
  const { rerender } = render(<VideoPlayer taskId={null} />, { wrapper: StrictMode });
  expect(shown("Connection")).toBe("not live");
  rerender(<VideoPlayer taskId={TASK_ID} />);
  const source = await connected();
  expect(source.url).toMatch(`/videos/${TASK_ID}/stream?token=token`);

  act(() => void source.accept().send("snapshot", status).send("message", aRow(1, { step: 6 })));
  expect(shown("Connection")).toBe("live");
  expect(shown("Step")).toBe("Rendering");
  expect(shown("Status")).toBe("5% row 1");
  act(() => {
    source.send("message", aRow(2, { step: 9, progress: 100, status: "completed", video_url: "/media/clip" }));
  });

  expect(screen.getByLabelText("Video").getAttribute("src")).toBe("/media/clip");
  expect(screen.getAllByRole("listitem").at(-1)?.textContent).toBe("9: row 2 /media/clip");
});
