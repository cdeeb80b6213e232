#!/usr/bin/env perl
# Prints the prose of source files and documents, one line each as FILE:LINE:TEXT, without code, markup, names and addresses:
#     perl eng/prose.pl README.md src/*/*.cs
# It reads Markdown and HTML text, comments, and those string literals that hold several words.
use strict;
use warnings;
use utf8;
binmode STDOUT, ':encoding(UTF-8)';

my %readers = (
    md => \&markdown, html => \&html, cs => \&csharp, js => \&javascript,
    sh => sub { lines_after(qr/^\s*#(?!!)(.*)/, @_) }, sql => sub { lines_after(qr/--(.*)/, @_) },
);

# Within a string literal: an escaped character, a string within a hole, and the hole of an interpolation.
my $escaped = qr/\\./s;
my $quoted = qr/"(?:$escaped|[^"\\\n])*"/;
my $hole = qr/\{(?:[^{}"]|$quoted|\{[^{}]*\})*\}/;

for my $file (@ARGV) {
    my ($ending) = $file =~ /\.(\w+)$/;
    my $reader = $readers{$ending // 'sh'} or next;
    open my $handle, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    my $text = do { local $/; <$handle> };
    $reader->($text // '', $file);
}

# write FILE, LINE, TEXT: prints each line of the text that has a word; the first one is at that line of the file.
sub write_prose {
    my ($file, $line, $text) = @_;
    for my $part (split /\n/, $text, -1) {
        $part = plain($part);
        print "$file:$line:$part\n" if $part =~ /[A-Za-z]{2}/;
        $line++;
    }
}

# Leaves words and punctuation. What is taken out is replaced by a space, or by a dash where a sentence would otherwise lose its noun.
sub plain {
    my ($text) = @_;
    $text =~ s/’/'/g;
    $text =~ s/\b\w+:\/\/\S+/ - /g;                    # addresses
    $text =~ s/\S+@\S+/ - /g;
    $text =~ s/[\w~-]*(?:[\/\\][\w.{}*-]+)+\/?/ - /g;  # paths
    $text =~ s/\b[\w-]+(?:\.[\w-]+)+\b/ - /g;          # names with dots
    $text =~ s/\B\.\w+/ - /g;
    $text =~ s/\b\w*[\d_]\w*\b/ - /g;                  # names with digits or underscores
    $text =~ s/\b\w*[a-z][A-Z]\w*\b/ - /g;             # names in camel case
    $text =~ s/\b[A-Z]{2,}(?:s|'s)?\b/ - /g;
    $text =~ s/(?<![\w-])--?[a-z][\w-]*/ - /g;         # options
    $text =~ s/\s+/ /g;
    $text =~ s/^ | $//g;
    return $text;
}

sub blank { my ($text) = @_; $text =~ s/[^\n]+/ - /g; return $text; }

sub without_tags {
    my ($text) = @_;
    $text =~ s/(<(?:c|code)>.*?<\/(?:c|code)>)/blank($1)/gse;
    $text =~ s/(<!--.*?-->)/blank($1)/gse;
    $text =~ s/(<(?:see|paramref|typeparamref|inheritdoc)\b[^>]*>)/blank($1)/gse;
    $text =~ s/<\/?[a-zA-Z][^<>]*>/ /g;
    $text =~ s/&(?:lt|gt|amp|quot|nbsp|#\w+);/ /g;
    return $text;
}

sub markdown {
    my ($text, $file) = @_;
    $text =~ s/^( *)(```.*?^\1```)/blank($2)/gsme;
    $text =~ s/(`[^`\n]*`)/ - /g;
    $text =~ s/\]\([^)\s]*\)/]/g;
    write_prose($file, 1, without_tags($text));
}

sub html {
    my ($text, $file) = @_;
    $text =~ s/(<(script|style)\b.*?<\/\2>)/blank($1)/gse;
    $text =~ s/<[a-z][^<>]*?\b(?:aria-label|title|placeholder|alt)="([^"]*)"[^<>]*>/ $1 /g;
    write_prose($file, 1, without_tags($text));
}

sub lines_after {
    my ($pattern, $text, $file) = @_;
    my $line = 1;
    for my $part (split /\n/, $text, -1) {
        write_prose($file, $line, $1) if $part =~ $pattern;
        $line++;
    }
}

sub csharp {
    my ($text, $file) = @_;
    scan($text, $file, qr{
        (?<comment> //[^\n]* | /\*.*?\*/ )
        | \$*(?<fence>"{3,})(?<literal>.*?)\k<fence>
        | (?:\$@|@\$|@)"(?<literal>(?:[^"]|"")*)"
        | \$"(?<literal>(?:$escaped|\{\{|$hole|[^"\\\n\{])*)"
        | "(?<literal>(?:$escaped|[^"\\\n])*)"
        | '(?:$escaped|[^'\\])[^'\n]*'
    }xs);
}

sub javascript {
    my ($text, $file) = @_;
    scan($text, $file, qr{
        (?<comment> (?<!:)//[^\n]* | /\*.*?\*/ )
        | "(?<literal>(?:$escaped|[^"\\\n])*)"
        | '(?<literal>(?:$escaped|[^'\\\n])*)'
        | `(?<literal>(?:$escaped|[^`\\])*)`
    }xs);
}

sub scan {
    my ($text, $file, $pattern) = @_;
    my ($line, $last) = (1, 0);
    my (@comment, $comment_line);
    my $flush = sub {
        write_prose($file, $comment_line, without_tags(join "\n", @comment)) if @comment;
        @comment = ();
    };
    while ($text =~ /$pattern/g) {
        my $found = substr $text, $-[0], $+[0] - $-[0];
        my $between = substr $text, $last, $-[0] - $last;
        $line += $between =~ tr/\n//;
        $last = $+[0];
        if (defined(my $comment = $+{comment})) {
            $flush->() if $between =~ /\S/ || $between =~ tr/\n// != 1;
            $comment_line = $line if !@comment;
            $comment =~ s/^\/\/+|^\/\*|\*\/$//g;
            push @comment, $comment;
        }
        elsif (my ($literal) = grep { defined } @{ $-{literal} // [] }) {
            $flush->();
            $literal = '' if $literal =~ /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|WITH)\b/;
            $literal =~ s/$hole/ - /g;
            $literal =~ s/\$\{[^}]*\}/ - /g;
            $literal =~ s/\\[nrt]/ /g;
            $literal =~ s/\\//g;
            $literal =~ s/(`[^`\n]*`)/ - /g;
            write_prose($file, $line, without_tags($literal)) if $literal =~ /[A-Za-z,.]{2,} [A-Za-z]/;
        }
        $line += $found =~ tr/\n//;
    }
    $flush->();
}
