"""Every table of this room, for Django to find. Each is described where it stands."""

from cms.recall.sheets import Cause, How, RecallRecipient, RecallSheet
from cms.recall.withdrawals import Withdrawal

__all__ = ["Cause", "How", "RecallRecipient", "RecallSheet", "Withdrawal"]
