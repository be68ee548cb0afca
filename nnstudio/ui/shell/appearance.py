"""Theme and language of the whole application, Qt's own dialogs included."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from nnstudio.text import LANGUAGES, language
from nnstudio.ui import theme
from nnstudio.ui.shell.qt_texts import QtTexts
from nnstudio.ui.theme.state import Choice

_QTBASE = "qtbase"


class Appearance:
    """Brings theme and language into force. It keeps nothing: what is in force is the application's."""

    def __init__(self, app: QApplication) -> None:
        self.app = app

    def set_theme(self, choice: Choice) -> None:
        """Bring a theme into force."""
        theme.apply(self.app, choice)

    def follow_language(self) -> None:
        """Give Qt's own texts, and the fonts, the language in force."""
        for old in self.app.findChildren(QTranslator):
            QCoreApplication.removeTranslator(old)
            old.deleteLater()
        code = language()
        QLocale.setDefault(QLocale(code) if code != "en" else QLocale(QLocale.Language.English))
        translator = QTranslator(self.app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if code != "en" and translator.load(f"{_QTBASE}_{code}", folder):
            # The one that comes last is asked first.
            QCoreApplication.installTranslator(QtTexts(self.app))
            QCoreApplication.installTranslator(translator)
        theme.apply(self.app, theme.chosen())


def system_language() -> str:
    """Return the language of the system where it is one of ours: any Chinese is read, by script, as one of the two."""
    locale = QLocale.system()
    if locale.language() != QLocale.Language.Chinese:
        return "en"
    traditional = locale.script() == QLocale.Script.TraditionalHanScript
    code = "zh_TW" if traditional else "zh_CN"
    return code if code in LANGUAGES else "en"
