"""The content of the demo campaign: a fictional district, its people, its meetings and four thousand voices.

`build(seed=…)` returns one `DemoCampaign` (see `model`): plain frozen records, the same for the same seed on every
machine. Nothing here knows Django or a database; the loader in `huisheng.demo` turns the records into the rooms'.

The figures are exact: 143 symposia (five on 27 March 2014), 4,231 person-times (symposia + visits + interviews,
hosts excluded), 2,536 forms issued (1,500 questionnaires + 1,036 opinion forms), 10,214 evaluation sets, and in
what was received by 28 February 2014 exactly 261 problems and 226 suggestions.

People, places and numbers are fictional; the voices were composed for the demo and quote nobody.
"""

from huisheng.demo.content.model import DemoCampaign

__all__ = ["DemoCampaign"]
