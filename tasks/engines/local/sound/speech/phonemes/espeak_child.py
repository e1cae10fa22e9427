"""`python espeak_child.py FOLDER VARIANT`: a line of text in, a line of its phonemes out.

The one program here that loads espeak-ng's library; nothing of the project imports it.
"""

import ctypes
import resource
import sys
from pathlib import Path

from .....pictures.child_limits import limit, watch_parent

#: espeak-ng's AUDIO_OUTPUT_SYNCHRONOUS: it only translates, and opens no sound device
SYNCHRONOUS = 2
#: its espeakINITIALIZE_DONT_EXIT: an error is an answer, not the end
DO_NOT_EXIT = 0x8000
UTF_8 = 1
#: ten times what it takes; a line takes milliseconds, and it lives as long as the child that speaks
ADDRESS_SPACE_BYTES, CPU_SECONDS = 500_000_000, 3600
#: IPA, and ^ between two letters of one sound
IPA_TIED = 0x02 | 0x80 | ord("^") << 8


def main(folder: str, variant: str) -> None:
    """Load the language, then serve until standard input ends.

    Unlike the child that speaks, it keeps the right to open files: it reads the dictionary of another language when
    that language's words come.
    """
    limit(ADDRESS_SPACE_BYTES, CPU_SECONDS)
    # it writes none, nor (but for root) starts a process
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))
    watch_parent()
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    library = ctypes.CDLL(str(Path(folder) / f"libespeak-ng{suffix}"))
    if library.espeak_Initialize(SYNCHRONOUS, 0, folder.encode(), DO_NOT_EXIT) < 0:
        sys.exit("espeak-ng does not find its data.")
    if library.espeak_SetVoiceByName(variant.encode()):
        sys.exit(f"espeak-ng does not know {variant}.")
    translate = library.espeak_TextToPhonemes
    translate.restype = ctypes.c_char_p
    translate.argtypes = (ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int)
    for line in sys.stdin.buffer:
        text = ctypes.create_string_buffer(line.replace(b"\0", b" ").strip())
        rest = ctypes.c_void_p(ctypes.addressof(text))
        clauses = []
        while rest.value:
            clauses.append(translate(ctypes.byref(rest), UTF_8, IPA_TIED) or b"")
        sys.stdout.buffer.write(b" ".join(clauses).replace(b"\n", b" ") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
