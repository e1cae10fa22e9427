/** As the page before this one was written: code that must go on working when it is pasted into an app. */
import { useState } from "react";
import { useVideoStream } from "../../src/lib";

const STEPS = ["Queued", "Started", "Picture", "Script", "Frame", "Sent", "Rendering", "Download", "Saving", "Done"];

export function VideoPlayer({ taskId }: { taskId: number | null }) {
  const [video, setVideo] = useState("");
  const [error, setError] = useState("");
  const [status, setStatus] = useState("");

  const { messages, isConnected, lastMessage, progress } = useVideoStream({
    taskId,
    onComplete: (result) => setVideo(result.video_url),
    onError: (message) => setError(message),
    onProgress: (progress, message) => setStatus(`${progress}% ${message}`),
  });

  return (
    <section aria-label="Video maker">
      <p aria-label="Connection">{isConnected ? "live" : "not live"}</p>
      <progress aria-label="Progress" value={progress} max={100} />
      <p aria-label="Status">{status}</p>
      <p aria-label="Step">{lastMessage ? STEPS[lastMessage.step] : ""}</p>
      <ol>
        {messages.map(({ step, message, video_url }, index) => (
          <li key={index}>
            {step}: {message} {video_url}
          </li>
        ))}
      </ol>
      {video && <video aria-label="Video" src={video} />}
      {error && <p role="alert">{error}</p>}
    </section>
  );
}
