/** The picture while the task runs: the photo, then the newest partial picture. */
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { Frame } from "../ui/Frame";
import type { Shape } from "../ui/shape";
import { PreviewPicture } from "./PreviewPicture";

interface RunPictureProps {
  shape: Shape;
  stream: TaskStreamResult;
  localPhotoUrl: string | null;
}

export function RunPicture({ shape, stream, localPhotoUrl }: RunPictureProps) {
  const { task, preview, messages } = stream;
  const photo = localPhotoUrl ?? task?.before_image_url ?? task?.thumbnail_url ?? null;
  return (
    <Frame shape={shape}>
      <PreviewPicture photoUrl={photo} previewUrl={preview} number={newestPreview(messages)} />
    </Frame>
  );
}

/** The number of the newest partial picture; the first one when the messages do not say. */
function newestPreview(messages: TaskStreamResult["messages"]): number {
  const partials = messages.filter(({ code }) => code === "enhance.partial");
  const number = partials.at(-1)?.params["number"];
  return typeof number === "number" ? number : Math.max(1, partials.length);
}
