# Installs the Debian packages that are missing, and nothing else: no service is started or enabled, no cluster is made.
# shellcheck shell=bash

packages_up() { # GROUP…
    local missing
    mapfile -t missing < <(packages_missing "$@")
    if ((${#missing[@]} == 0)); then
        say "Debian packages: all there (đã đủ gói)"
        return
    fi
    say "Debian packages to install (gói sẽ cài): ${missing[*]}"
    packages_may_install
    step "Reading the package lists (apt-get update)" "$LOGS/apt-update.log" "${AS_ROOT[@]}" apt-get update
    step "Installing the packages" "$LOGS/apt-install.log" packages_install "${missing[@]}"
}

packages_missing() { # GROUP…
    local group package
    while read -r group package; do
        [[ " $* " == *" $group "* ]] || continue
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done < <(grep -v '^#' "$DEPLOY/local/packages")
}

packages_may_install() { # sets AS_ROOT
    AS_ROOT=()
    ((EUID != 0)) || return 0
    command -v sudo >/dev/null || die "these packages need root: run as root, or install sudo, or install them yourself"
    AS_ROOT=(sudo)
    sudo -v || die "sudo refused (sudo từ chối); the packages above must be installed by somebody who may"
}

# Debian's packages start and enable their services and make a cluster "main". Their scripts find those commands by PATH, so they
# find names here that do nothing; no file of /etc needs changing for it.
packages_install() { # PACKAGE…
    local quiet name outcome=0
    quiet=$(mktemp -d)
    chmod 755 "$quiet"
    # Without an answer its script makes a database, or fails where it may not.
    [[ " $* " != *" glewlwyd "* ]] || "${AS_ROOT[@]}" debconf-set-selections <<<"glewlwyd glewlwyd/config_type select No configuration"
    for name in invoke-rc.d deb-systemd-invoke deb-systemd-helper update-rc.d pg_createcluster; do
        ln -s /bin/true "$quiet/$name"
    done
    "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get install -y --no-install-recommends \
        -o "DPkg::Path=$quiet:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@" || outcome=$?
    rm -r "$quiet"
    return "$outcome"
}
