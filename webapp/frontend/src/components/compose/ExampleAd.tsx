/**
 * The sample photo and the ad that was made of it (`script/example.py`): the picture, then three moments of the clip.
 * index.html has the first two pictures, too, so that they are there before the page.
 */
import { useI18n } from "../../i18n/I18n";
import en1 from "./example/en-1.webp";
import en2 from "./example/en-2.webp";
import en3 from "./example/en-3.webp";
import photo from "./example/photo.webp";
import picture from "./example/picture.webp";
import zh1 from "./example/zh-1.webp";
import zh2 from "./example/zh-2.webp";
import zh3 from "./example/zh-3.webp";
import "./ExampleAd.css";

const FRAMES = { en: [en1, en2, en3], zh: [zh1, zh2, zh3] } as const;

export function ExampleAd() {
  const { t, language } = useI18n();
  return (
    <div className="example">
      <figure className="example__before">
        <img src={photo} width={420} height={280} alt={t("example.photo")} />
        <figcaption className="example__word">{t("example.before")}</figcaption>
      </figure>
      <figure className="example__after">
        <img src={picture} width={384} height={684} alt={t("example.ad")} />
        {FRAMES[language].map((frame) => (
          <img key={frame} className="example__frame" src={frame} width={384} height={684} alt="" fetchPriority="low" />
        ))}
        <figcaption className="example__word">{t("example.after")}</figcaption>
      </figure>
    </div>
  );
}
