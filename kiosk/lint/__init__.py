"""The content compiler's rules: what true, balanced, plain and checked content means, as far as a program can tell.

Loading (`kiosk.content`, rules C001 to C029; a clinic's own folder C601 to C605) finds what is broken; these rules find
what is wrong:

| rule | at start | what is wrong |
|---|---|---|
| C101 | yes | a text that states something rests on no fact |
| C102 | yes | a fact has no reference |
| C103 | yes | a number in a text is neither in its figure nor in its facts |
| C104 | yes | a figure's count is not the rounded number of its facts, or stands at the wrong group |
| C105 | yes | a figure, or one of its rows, rests on no fact |
| C106 | yes | a fact that is still to be checked (RECALLED-CHECK) stands behind a figure |
| C107 | yes | a page shows a figure and does not cite the figure's facts |
| C108 | yes | a figure of a small study (under 50 people in a group) does not say "small" |
| C109 | yes | a figure has no groups |
| C110 | yes | a figure has one group, and nothing to compare it with |
| C111 | yes | a figure does not say when it was measured |
| C112 | yes | a figure does not say who was studied |
| C113 | yes | a figure does not count people of 100 |
| C114 | yes | a text counts people of another number, or of two different ones |
| C115 | yes | a number in a text rests on a fact that is still to be checked (RECALLED-CHECK) |
| C201 | yes | a must-know fact has fewer than two check items |
| C202 | yes | a check sends the person to a page that is not on the required path |
| C203 |     | the right answers stand in one place too often |
| C204 |     | the right answer's length gives it away |
| C205 |     | "all of the above", or a question that asks for what is not so |
| C206 | yes | a check asks the same question as another |
| C207 | yes | a page does not say, word for word, a sentence that people must know |
| C208 | yes | a treatment has fewer than three teach-backs |
| C301 |     | a page's reading grade is above 6 (Flesch-Kincaid; glossary words, medical names left out) |
| C302 |     | the reading grade of a check's question or of its explanations is above 6 |
| C303 |     | a sentence has more than 20 words |
| C304 |     | a page has fewer than 40 or more than 120 words, or a choice more than 80 |
| C305 |     | a page's sentences have more than 12 words on average |
| C306 |     | the reading grade of a whole path is above 8 (SMOG) |
| C307 |     | a hard word that no glossary entry explains |
| C308 |     | a path takes less than 10 or more than 15 minutes to read |
| C401 | yes | wording that waives rights |
| C402 | yes | wording that persuades or promises |
| C403 | yes | a bare percentage |
| C404 | yes | "rare" or "common" without a number in the same text |
| C405 | yes | a relative measure (odds ratio, relative risk, number needed to treat, "twice as likely") |
| C406 | yes | drawn ink called a biometric |
| C501 |     | a page's review date has passed |
| C502 | yes | a translation was not made from the page as it is now |
| C701 | yes | nothing on some path covers a required element |
| C702 | yes | no page of some path rests on a fact that the product's warnings or programme ask for |
| C703 | yes | the key information does not come first |
| C704 | yes | benefit and harm are out of balance: words |
| C705 | yes | benefit and harm are out of balance: pages |
| C706 | yes | benefit and harm are out of balance: figures |
| C707 | yes | a path of ketamine speaks of esketamine's approval |
| C708 | yes | a path calls off-label what the product is approved for |
| C709 | yes | a path does not say that the use is off-label |

"At start" rules also run when the kiosk opens: a kiosk never opens on a wrong number, on a path with a gap or out of
balance, or on a stale translation. The others need the readability library or today's date, or tell of style, and are
for the people who write. The rules on words are for English; a language without word lists of its own is checked by the
rules on numbers, facts, coverage and paths.

`check` runs all rules, `check_at_start` the first kind, `open_content` loads and checks at start, `check_command` is
what `candor content check` prints.
"""

from kiosk.lint.command import check_command
from kiosk.lint.run import check, check_at_start, open_content

__all__ = ["check", "check_at_start", "check_command", "open_content"]
