/** The photo that comes with the page, for visitors without one at hand. */
const SAMPLE_NAME = "sample.jpg";

export async function loadSample(): Promise<File> {
  const answer = await fetch(`${import.meta.env.BASE_URL}${SAMPLE_NAME}`);
  if (!answer.ok) throw new Error(`the sample answered ${answer.status}`);
  return new File([await answer.blob()], SAMPLE_NAME, { type: "image/jpeg" });
}
