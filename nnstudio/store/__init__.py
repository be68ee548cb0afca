"""The project file, the working copy, what a crash leaves. It knows files and SQLite; no engine, no threads, no window.

A project is one SQLite database. It is saved by writing a copy, syncing and replacing, so that a kill at any moment
leaves the old or the new file whole. Whatever is read is distrusted: nothing in a file is executed, every size is
checked before use.
"""

from nnstudio.store.errors import ProjectError
from nnstudio.store.fingerprint import fingerprint, is_here
from nnstudio.store.folder import user_folder
from nnstudio.store.leftover import Leftover
from nnstudio.store.project import SUFFIX, MetricRecord, Project, RunState, load_project, save_project
from nnstudio.store.reading import CalledOffError, Reading
from nnstudio.store.working_copy import WorkingCopy

__all__ = [
    "SUFFIX",
    "CalledOffError",
    "Leftover",
    "MetricRecord",
    "Project",
    "ProjectError",
    "Reading",
    "RunState",
    "WorkingCopy",
    "fingerprint",
    "is_here",
    "load_project",
    "save_project",
    "user_folder",
]
