/** An app around the original code, for a real browser: signs in as a guest, makes an ad and a video of it. */
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { accountService, taskService, videoService } from "../../src/lib";
import { AdMaker } from "./AdMaker";
import { VideoPlayer } from "./VideoPlayer";

function App() {
  const [videoId, setVideoId] = useState<number | null>(null);
  const makeVideo = async () => {
    const [newest] = (await taskService.listTasks({ kind: "enhancement" })).tasks;
    if (newest) setVideoId((await videoService.generateVideo({ enhancementId: newest.id })).id);
  };
  return (
    <>
      <AdMaker />
      <button onClick={() => void makeVideo()}>Make a video</button>
      <VideoPlayer taskId={videoId} />
    </>
  );
}

await accountService.guest();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
