#!/usr/bin/env bash
# Counts phrases that the project's English avoids, in all documents, comments, texts and names of tests. CONTRIBUTING.md has the words to use
# instead.
#     bash eng/phrases.sh            prints a count for each phrase
#     bash eng/phrases.sh --list     prints every place, too
#     bash eng/phrases.sh --check    fails if all counts together are more than the limit below
# Texts of .github/phrases-allowed.txt do not count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The sum that was reached. Lower it with the sum; never raise it.
limit=3

list=0 max=-1
while (($# > 0)); do
    case $1 in
        --list) list=1 ;;
        --check) max=$limit ;;
        *) echo "Unknown: $1. There are --list and --check." >&2 && exit 2 ;;
    esac
    shift
done


# Names with underscores are sentences: FILE:LINE:TEXT, without the numbers of requirements and threats.
names() {
    git grep --untracked --line-number --only-matching --extended-regexp '\b[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}' -- '*.cs' |
        tr '_' ' ' | sed --regexp-extended 's/:([RTD][0-9]+ )+/:/'
}

{
    git ls-files -z --cached --others --exclude-standard '*.md' '*.cs' '*.html' '*.js' '*.sh' '*.sql' .ci/run ':!:eng/phrases.sh' |
        xargs --null perl eng/prose.pl
    names
} | perl -CSDA -e '
        my ($list, $max, $allowed) = @ARGV;
        my @phrases = (
            ["tells", qr/\b(?:tell|tells|told|telling)\b/i],
            ["alone", qr/\balone\b/i],
            ["anew", qr/\banew\b/i],
            ["meanwhile", qr/\bmeanwhile\b/i],
            ["by turns", qr/\bby turns\b/i],
            ["is no", qr/\bis no (?!longer\b)/i],
            ["Who ..., Whoever ...", qr/(?:^|[.:;] |- )Who(?:ever)?\b(?![^.]*\?)/],
            ["heed", qr/\bheed(?:s|ed|ing)?\b/i],
            ["stands", qr/\bstands\b/i],
        );
        open my $file, "<", $allowed or die "$allowed: $!\n";
        my @allowed = grep { /\S/ && !/^#/ } map { s/\s+$//r } <$file>;
        my (%count, $sum);
        while (my $line = <STDIN>) {
            my ($place, $text) = $line =~ /^([^:]*:\d+):(.*)/ or next;
            for my $fragment (@allowed) { $text =~ s/\Q$fragment\E/ - /g }
            for my $phrase (@phrases) {
                my ($name, $pattern) = @$phrase;
                my $found = () = $text =~ /$pattern/g or next;
                $count{$name} += $found;
                $sum += $found;
                print "$place: $name: $text\n" if $list;
            }
        }
        printf "%5d  %s\n", $count{$_->[0]} // 0, $_->[0] for @phrases;
        printf "%5d  in all\n", $sum // 0;
        if ($max >= 0 && ($sum // 0) > $max) {
            print STDERR "The limit is $max. Rewrite the new sentences: bash eng/phrases.sh --list shows every place.\n";
            exit 1;
        }
    ' "$list" "$max" .github/phrases-allowed.txt
