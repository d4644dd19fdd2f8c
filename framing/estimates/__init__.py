"""From what is counted in every article to a measures table: groups, intervals, differences, p-values, corrections.

A measure, of balance or of word choice, builds a `Tally` of `Quantity`s (sums per article under a `Form`); `make_plan`
and `measures_table` do the rest, the same for all.
"""

from framing.estimates.groups import Groups, group_articles
from framing.estimates.rows import Plan, make_plan
from framing.estimates.table import measures_table
from framing.estimates.tally import Quantity, Tally

__all__ = ["Groups", "Plan", "Quantity", "Tally", "group_articles", "make_plan", "measures_table"]
