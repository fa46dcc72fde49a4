//! The words a text is built with, as against those that say what it is about: articles, pronouns, auxiliaries,
//! conjunctions, adverbs of degree and stance, and the few nouns and verbs that people argue with in any matter.
//! Written by hand. Roles are told by these above all, for what a thread is about says nothing of the next one. Pure.

use std::collections::BTreeSet;
use std::sync::LazyLock;

const WORDS: &str = "
a an the this that these those some any no every each all both either neither many much few more most less least several
such other another same own
i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers it its itself they
them their theirs themselves one ones someone anyone everyone nobody somebody something anything everything nothing
who whom whose which what where when why how whoever whatever whether
am is are was were be been being isn't aren't wasn't weren't i'm you're he's she's it's we're they're that's there's
what's who's here's let's
have has had having haven't hasn't hadn't i've you've we've they've do does did doing done don't doesn't didn't
will would shall should can could may might must ought won't wouldn't shouldn't can't cannot couldn't i'd you'd he'd
they'd we'd i'll you'll it'll they'll we'll he'll
not never always often sometimes usually rarely ever even just only also too very really quite rather so then than thus
hence therefore however though although still yet already again instead perhaps maybe actually probably clearly
obviously simply basically
and or but nor if because since while unless until as like unlike whereas despite except
of in on at by for with about against between into through during before after above below to from up down out off over
under without within upon among toward towards per via here there now today
think believe feel know say said says see mean means agree disagree argue claim want need make makes made get gets let
lets go going seem seems look take give
people person thing things way reason point view opinion example fact case question argument evidence time
yes ok okay well sure please thanks thank sorry edit
good bad better worse best worst right wrong true false fair unfair important possible impossible likely different
first second third finally last next
";

static SET: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| WORDS.split_ascii_whitespace().collect());

/// Whether a word, in lower case and with straight apostrophes, is one of them.
pub fn is_one(word: &str) -> bool {
    SET.contains(word)
}
