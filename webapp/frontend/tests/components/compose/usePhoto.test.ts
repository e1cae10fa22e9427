// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { usePhoto } from "../../../src/components/compose/usePhoto";
import { PATIENT } from "../../support/patience";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** Pictures that are decoded when the test says so, in the order in which they were chosen. */
function slowDecoder() {
  const decoded: (() => void)[] = [];
  vi.spyOn(Image.prototype, "decode").mockImplementation(() => new Promise<void>((resolve) => decoded.push(resolve)));
  return decoded;
}

function jpeg(name: string): File {
  return new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], name);
}

test("the photo that was chosen last counts, not the one that is ready last", async () => {
  const decoded = slowDecoder();
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const { result } = renderHook(usePhoto);
  for (const name of ["large.jpg", "small.jpg"]) {
    const before = decoded.length;
    act(() => result.current.choose([jpeg(name)]));
    await waitFor(() => expect(decoded).toHaveLength(before + 1), PATIENT);
  }

  await act(async () => decoded[1]?.());
  await act(async () => decoded[0]?.());

  expect(result.current.photo?.file.name).toBe("small.jpg");
  expect(revoked).toHaveBeenCalledOnce();
});

test("a photo that was taken away while it was decoded does not come back", async () => {
  const decoded = slowDecoder();
  const { result } = renderHook(usePhoto);
  act(() => result.current.choose([jpeg("cup.jpg")]));
  await waitFor(() => expect(decoded).toHaveLength(1), PATIENT);

  act(() => result.current.clear());
  await act(async () => decoded[0]?.());

  expect(result.current.photo).toBeNull();
});
