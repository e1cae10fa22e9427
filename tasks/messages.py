"""The English messages by code; the browser translates the same codes with the same params."""

from typing import Any

from .errors import LimelightError

MESSAGES = {
    "task.started": "🚀 Enhancement task started",
    "image.reading": "📖 Reading original image...",
    "image.loaded": "✅ Image loaded ({megabytes}MB)",
    "orientation.detecting": "📐 Detecting image orientation...",
    "orientation.detected": "✅ Orientation: {orientation} ({size})",
    "enhance.started": "🎨 Enhancing image with {model}...",
    "enhance.partial": "🎨 Preview {number} is ready, refining...",
    "enhance.finished": "✅ Image enhanced ({size})",
    "resize.started": "📐 Resizing for video requirements...",
    "resize.finished": "✅ Image resized for video",
    "save.started": "💾 Saving enhanced image...",
    "save.finished": "✅ Enhanced image saved",
    "script.started": "🤖 Generating advertising script with {model}...",
    "script.finished": "✅ Script generated ({characters} characters)",
    "results.saving": "💾 Saving results...",
    "video.started": "🎬 Video task started",
    "video.picture_loading": "📖 Loading the picture...",
    "video.script_checking": "📝 Checking the script...",
    "video.frame_preparing": "📐 Preparing the first frame ({size})...",
    "video.submitted": "📤 Sent to {model}",
    "video.rendering": "🎞️ Rendering ({percent}%)",
    "video.downloading": "📥 Fetching the finished video...",
    "video.saving": "💾 Saving video and poster...",
    "video.completed": "🎉 Video completed successfully!",
    "composition.started": "🖼️ Changing the background",
    "composition.composing": "🎨 Setting the product on a new background ({background})...",
    "composition.saving": "💾 Saving the pictures...",
    "composition.completed": "🎉 Background changed!",
    "provider.waiting": "⏳ Waiting for {model}, asking again in {seconds} s",
    "provider.rebuying": "🔁 No answer from {model}, trying once more",
    "task.completed": "🎉 Enhancement completed successfully!",
    "task.resumed": "🔁 Interrupted, resuming where it stopped (attempt {attempt})",
    "task.retried": "🔁 Retrying the failed step",
    "task.continued": "▶️ Resuming",
    "task.failed": "❌ {reason}",
    "task.cancelled": "🛑 Cancelled",
}

#: what a user should know of a result, and is no error
NOTICES = {
    "script_language_fallback": "Scripts can't be written in this language here, so this one is in English.",
    "storyboard_empty": "There's nothing in this text to show or say.",
    "storyboard_left_out": "A clip can't use these lines, so they're left out: {lines}",
    "storyboard_times_missing": "We found no times we could use, so the lines share the clip's length evenly.",
    "storyboard_words_kept": "We can't write in this language here, so the words stay as they are.",
    "cutout_nothing_found": "We couldn't find a product to cut out, so the photo keeps its background.",
    "cutout_unsure": "We weren't sure where the product ends, so the photo keeps its background.",
    "cutout_cut_by_frame": "The photo cuts the product off, so it keeps its background. Leave some room around it.",
    "cutout_held_in_hand": "A hand covers part of the product, so the photo keeps its background.",
    "clip_characters_left_out": "There's no font here for some characters, so the clip leaves them out.",
    "clip_text_left_out": "There's no font here for one of the texts, so the clip leaves it out.",
    "photo_low_resolution": "The photo is small, so the pictures may look soft. Use a larger one if you have it.",
    "photo_very_dark": "The photo is very dark. More light makes a better picture.",
    "voice_language_missing": "No voice here speaks the script's language, so the clip has music but no voice.",
    "voice_not_set_up": "Voices aren't set up on this site, so the clip has music but no voice.",
    "voice_failed": "The voice couldn't be made, so the clip has music but no voice. Make it again to try once more.",
    "logo_broken": "The logo is damaged, so the clip doesn't show it. Save it again and upload the new file.",
    "voice_line_left_out": "A line isn't in the script's language, so the voice leaves it out.",
    "voice_line_shortened": "A line was too long for its shot, so the voice says only the beginning of it.",
    "photo_strip": "The photo is very long and narrow, so the product is small in most formats.",
}


def failure(error: LimelightError, stage: str | None) -> dict[str, Any]:
    """A failed task's `error`."""
    return {"code": error.code, "message": error.message, "stage": stage, "retryable": error.retryable}
