#!/usr/bin/env bash
# Counts phrases that the project's English avoids, in all documents, comments and texts. CONTRIBUTING.md has the words to use instead.
#     bash eng/phrases.sh            prints a count for each phrase
#     bash eng/phrases.sh --list     prints every place, too
#     bash eng/phrases.sh --max N    fails if all counts together are more than N
# Texts of .github/phrases-allowed.txt do not count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

list=0 max=-1
while (($# > 0)); do
    case $1 in
        --list) list=1 ;;
        --max) max=${2:?'--max needs a number.'} && shift ;;
        *) echo "Unknown: $1. There are --list and --max N." >&2 && exit 2 ;;
    esac
    shift
done

git ls-files -z --cached --others --exclude-standard '*.md' '*.cs' '*.html' '*.js' '*.sh' '*.sql' .ci/run ':!:eng/phrases.sh' |
    xargs --null perl eng/prose.pl |
    perl -CSDA -e '
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
        exit($max >= 0 && ($sum // 0) > $max);
    ' "$list" "$max" .github/phrases-allowed.txt
