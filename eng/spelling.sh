#!/usr/bin/env bash
# Checks the spelling of the documents, of the comments and texts in src/, and of the page: American English and the words of
# .github/wordlist.txt, one a line, sorted. Prints FILE:LINE: WORD for each word that it does not know, and fails if there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh
export LC_ALL=C.UTF-8

words=.github/wordlist.txt
require hunspell
work=$(mktemp --directory)
trap 'rm --recursive --force "$work"' EXIT

git ls-files -z --cached --others --exclude-standard '*.md' 'src/*.cs' 'src/*.html' 'src/*.js' |
    xargs --null perl eng/prose.pl >"$work/prose"
cut --delimiter=: --fields=3- "$work/prose" | hunspell -l -i utf-8 -d en_US -p "$words" | sort --unique >"$work/unknown"

if ! sort --check "$words"; then
    echo "Sort $words: LC_ALL=C.UTF-8 sort --unique --output $words $words" >&2
    exit 1
fi

# Only a whole word counts; one that is part of a longer word is found where it is used by itself.
perl -CSDA -e '
    my ($unknown, $prose) = @ARGV;
    open my $words, "<", $unknown or die; chomp(my @words = <$words>); exit 0 if !@words;
    my $any = join "|", map { quotemeta } @words;
    open my $lines, "<", $prose or die;
    while (<$lines>) {
        my ($place, $text) = /^([^:]*:\d+):(.*)/ or next;
        print "$place: $1\n" while $text =~ /(?<![\w\x27])($any)(?![\w\x27])/g;
    }' "$work/unknown" "$work/prose" | tee "$work/found" >&2

if [[ -s $work/unknown ]]; then
    echo "$(wc --lines <"$work/unknown") words are misspelled. Correct them, or add the right ones to $words." >&2
    exit 1
fi

echo "$(wc --words <"$work/prose") words are spelled right."
