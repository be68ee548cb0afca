"""What comes next: a text written on letter by letter, a sequence carried on beyond what the network has read.

Pure: whoever asks gives the network's answer as a function; pictures are the window's.
"""

from nnstudio.inspection.sequels.course import Course, answers, course_of, has_course, run_on
from nnstudio.inspection.sequels.letters import Letter, Writer, has_letters, tempered

__all__ = ["Course", "Letter", "Writer", "answers", "course_of", "has_course", "has_letters", "run_on", "tempered"]
