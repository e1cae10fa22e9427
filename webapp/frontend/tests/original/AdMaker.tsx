/** As the page before this one was written: code that must go on working when it is pasted into an app. */
import { useState, type ChangeEvent } from "react";
import { aiService, useEnhancementStream } from "../../src/lib";

interface Message {
  progress: number;
  message: string;
}

function Log({ messages }: { messages: Message[] }) {
  return (
    <ul>
      {messages.map((entry, index) => (
        <li key={index}>
          {entry.progress}: {entry.message}
        </li>
      ))}
    </ul>
  );
}

export function AdMaker() {
  const [file, setFile] = useState<File | null>(null);
  const [description, setDescription] = useState("");
  const [duration, setDuration] = useState(4);
  const [language] = useState("en");
  const [taskId, setTaskId] = useState<number | null>(null);
  const [enhancedImage, setEnhancedImage] = useState("");
  const [script, setScript] = useState<string | null>(null);
  const [error, setError] = useState("");
  const [status, setStatus] = useState("");
  const [recovered, setRecovered] = useState<string | null>(null);

  const { messages, isConnected, lastMessage, progress } = useEnhancementStream({
    taskId,
    onComplete: (result) => {
      setEnhancedImage(result.enhanced_image_url);
      setScript(result.script);
    },
    onError: (message) => setError(message),
    onProgress: (progress, message) => setStatus(`${progress}% ${message}`),
  });

  const create = async () => {
    if (!file) return;
    try {
      const task = await aiService.enhanceAndGenerateScriptAsync(file, description, { duration, language });
      setTaskId(task.id);
    } catch (err) {
      setError(err instanceof Error ? err.message : "Upload failed");
    }
  };

  const createAndWait = async () => {
    if (!file) return;
    try {
      const result = await aiService.enhanceAndGenerateScript(file, description);
      setEnhancedImage(result.enhanced_image_url);
      setScript(result.script);
    } catch (err) {
      setError(err instanceof Error ? err.message : "Upload failed");
    }
  };

  const recover = async () => {
    if (taskId === null) return;
    const task = await aiService.getEnhancementStatus(taskId);
    if (task.status === "completed") setRecovered(task.script);
  };

  return (
    <main>
      <input
        type="file"
        aria-label="Photo"
        onChange={(event: ChangeEvent<HTMLInputElement>) => setFile(event.target.files?.[0] ?? null)}
      />
      <input aria-label="Description" value={description} onChange={(event) => setDescription(event.target.value)} />
      <input
        aria-label="Duration"
        type="number"
        value={duration}
        onChange={(event) => setDuration(Number(event.target.value))}
      />
      <button onClick={create}>Create</button>
      <button onClick={createAndWait}>Create and wait</button>
      <button onClick={recover}>Recover</button>
      <p>{isConnected ? "live" : "not live"}</p>
      <progress aria-label="Progress" value={progress} max={100} />
      <p aria-label="Status">{status}</p>
      <p aria-label="Last message">{lastMessage?.message}</p>
      <Log messages={messages} />
      {enhancedImage && <img src={enhancedImage} alt="Enhanced" />}
      {script && <pre aria-label="Script">{script}</pre>}
      {recovered && <pre aria-label="Recovered">{recovered}</pre>}
      {error && <p role="alert">{error}</p>}
    </main>
  );
}
