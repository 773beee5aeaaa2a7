"""The window around the screens: bars, page changes, covers, idle times, and the frame of the staff side."""

from ui.shell.idle import IdleWatch
from ui.shell.spot import TYPED_INTO
from ui.shell.staff import DeskFrame
from ui.shell.top_bar import Brand
from ui.shell.window import FrameData, Shell

__all__ = ["TYPED_INTO", "Brand", "DeskFrame", "FrameData", "IdleWatch", "Shell"]
