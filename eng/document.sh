# shellcheck shell=bash
# Sourced by the scripts that write figures into docs/: defines write_section.

# write_section DOCUMENT NAME: replaces what is between the two comments of that name with standard input.
write_section() {
    local begin="<!-- $2:begin -->" end="<!-- $2:end -->" written
    if ! grep --quiet --line-regexp --fixed-strings "$begin" "$1" || ! grep --quiet --line-regexp --fixed-strings "$end" "$1"; then
        echo "No section '$2' in $1." >&2
        return 1
    fi

    written=$(mktemp)
    {
        sed "/^$begin\$/q" "$1"
        echo
        cat
        echo
        sed --quiet "/^$end\$/,\$p" "$1"
    } >"$written"
    cat "$written" >"$1"
    rm "$written"
}
