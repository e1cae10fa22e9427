import { expect, test } from "vitest";
import { choicesFor, type VideoOffer } from "../../../src/components/video/choices";
import { clipsOf } from "../../../src/components/video/clips";
import { videoShapeOf } from "../../../src/components/ui/shape";
import { aTask } from "../../support/factories";

const HERE: VideoOffer = {
  video: true,
  video_formats: ["portrait", "feed", "square", "landscape"],
  video_templates: ["calm", "bold", "editorial"],
  video_voices: [
    { id: "af_heart", language: "en", name: "Heart", kind: "female" },
    { id: "am_michael", language: "en", name: "Michael", kind: "male" },
    { id: "zf_xiaoxiao", language: "zh", name: "Xiaoxiao", kind: "female" },
  ],
  video_music: ["auto", "calm", "none"],
};
const SERVICE: VideoOffer = {
  video: true,
  video_formats: ["portrait", "landscape"],
  video_templates: [],
  video_voices: [],
  video_music: [],
};
const PRODUCT = aTask({ cutout_url: "/media/cutout", background: "studio", orientation: "landscape" });
const WIDE_PHOTO = aTask({ background: "original", orientation: "landscape" });

test("without a choice a clip is a story, calm, and spoken by its language's first voice", () => {
  expect(choicesFor({}, PRODUCT, HERE, false)).toEqual({
    formats: ["portrait"],
    template: "calm",
    voice: "af_heart",
    music: "auto",
  });
  expect(choicesFor({}, { ...PRODUCT, language: "zh-Hans" }, HERE, false).voice).toBe("zf_xiaoxiao");
});

test("a wide photo that stays as it is makes a wide clip, but on phones", () => {
  expect(choicesFor({}, WIDE_PHOTO, HERE, false).formats).toEqual(["landscape"]);
  expect(choicesFor({}, WIDE_PHOTO, HERE, true).formats).toEqual(["portrait"]);
});

test("what was chosen before is kept, as far as it can be had for this ad", () => {
  const kept = { formats: ["square", "feed"], template: "bold", voice: "am_michael", music: "none" } as const;
  expect(choicesFor(kept, PRODUCT, HERE, false)).toEqual({ ...kept, formats: ["feed", "square"] });
  expect(choicesFor(kept, { ...PRODUCT, language: "zh-Hans" }, HERE, false).voice).toBe("zf_xiaoxiao");
  expect(choicesFor({ voice: "none" }, { ...PRODUCT, language: "zh-Hans" }, HERE, false).voice).toBe("none");
});

test("a service is asked for one format, and for nothing it does not offer", () => {
  const kept = { formats: ["landscape", "portrait", "square"], template: "bold", voice: "none", music: "calm" } as const;
  expect(choicesFor(kept, PRODUCT, SERVICE, false)).toEqual({ formats: ["portrait"] });
});

test("a video from before there were formats has one clip", () => {
  const old = aTask({ kind: "video", video_url: "/media/old", poster_url: "/media/poster" });
  expect(clipsOf(old)).toEqual([{ url: "/media/old", poster_url: "/media/poster" }]);
  expect(clipsOf(aTask())).toEqual([]);
});

test("a clip's shape is that of the nearest format", () => {
  const sizes = [[1080, 1920], [1080, 1350], [960, 960], [1104, 832], [1280, 720]] as const;
  const shapes = sizes.map(([width, height]) => videoShapeOf(width, height));
  expect(shapes).toEqual(["portrait", "feed", "square", "square", "landscape"]);
});
