# shellcheck shell=bash
# Sourced by the other scripts: finds what they need, and installs it where it is missing.

# The folder of the newest PostgreSQL server's programs; fails where there is none.
find_postgres() {
    local initdb
    initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort --version-sort | tail --lines 1)
    [[ -x $initdb ]] || initdb=$(command -v initdb) || return
    dirname "$initdb"
}

# The path of the MariaDB server's program; fails where there is none.
find_mariadb() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mariadbd
}

# The browser's path; fails where there is none.
find_chromium() {
    local name
    for name in "${APIACCESS_TEST_CHROMIUM:-chromium-headless-shell}" chromium-headless-shell chromium google-chrome google-chrome-stable chromium-browser; do
        command -v "$name" && return
    done
    return 1
}

# Determines whether a program is installed. Daemons are in folders that only root's path contains.
has_program() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$1" >/dev/null
}

# require NAME...: each of postgresql, chromium, mariadb-server, hunspell (with American English) or a program whose package has its name,
# such as pgbouncer and nginx.
# Some packages start a service of their own on its usual port. No test uses those: each starts its own servers on free ports.
require() {
    local name
    local -a missing=()
    for name in "$@"; do
        case $name in
            postgresql) find_postgres >/dev/null || missing+=("$name") ;;
            # Not in the path of everyone.
            pgbouncer) [[ -x /usr/sbin/pgbouncer ]] || missing+=("$name") ;;
            chromium) has_headless_shell || find_chromium >/dev/null || missing+=("$(chromium_package)") ;;
            mariadb-server) find_mariadb >/dev/null || missing+=("$name") ;;
            # With the C library's headers.
            gcc) { has_program gcc && [[ -e /usr/include/stdlib.h ]]; } || missing+=(gcc libc6-dev) ;;
            nodejs) has_program node || missing+=("$name") ;;
            hunspell) { has_program hunspell && [[ -e /usr/share/hunspell/en_US.dic ]]; } || missing+=(hunspell hunspell-en-us) ;;
            *) has_program "$name" || missing+=("$name") ;;
        esac
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Ubuntu's "chromium" is another package.
chromium_package() {
    if is_distribution ubuntu; then echo chromium-browser; else echo chromium; fi
}

# Chromium without the interface of a desktop needs half the processor time for the same tests. Only Debian has it as a package; whoever
# lacks it, and cannot install it without being asked for a password, uses the browser that is there.
has_headless_shell() {
    has_program chromium-headless-shell || { ((EUID == 0)) && is_distribution debian && install_packages chromium-headless-shell; }
}

is_distribution() {
    grep -qs "^ID=$1\$" /etc/os-release
}

# Installs Debian or Ubuntu packages: directly as root, otherwise through sudo.
install_packages() {
    local -a as_root=(env)
    ((EUID == 0)) || as_root=(sudo env)
    local -a apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)

    if command -v apt-get >/dev/null && command -v "${as_root[0]}" >/dev/null; then
        echo "Installing $*" >&2
        # A broken third-party source fails the update, yet seldom the installation.
        "${apt[@]}" update >&2 || true
        "${apt[@]}" install --yes --no-install-recommends "$@" >&2 && return
    fi

    echo "Missing, and not to be installed from here: $*. Run as root:" >&2
    echo "    apt-get update && apt-get install --yes --no-install-recommends $*" >&2
    return 1
}

# A folder for temporary data that every user can enter: in memory where there is enough of it, since a test that kills processes loses
# nothing by that, and saves the waits for the disk.
temporary_folder() {
    local kind available
    read -r kind available < <(df --output=fstype,avail --block-size=1 /dev/shm 2>/dev/null | tail --lines 1) || true
    if [[ ${kind:-} == tmpfs && -w /dev/shm ]] && ((available >= 4 << 30)); then echo /dev/shm; else echo /tmp; fi
}
