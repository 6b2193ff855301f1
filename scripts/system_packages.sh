#!/usr/bin/env bash
# What Qt's Linux wheels and venv expect of the system: installed where that is allowed, named where it is not.
set -euo pipefail
[ "$(uname -s)" = Linux ] || exit 0

# Each library with the Debian package it lies in: what everything needs, then what only a window on X11 needs.
declare -A always=(
    [libEGL.so.1]=libegl1 [libGL.so.1]=libgl1 [libxkbcommon.so.0]=libxkbcommon0 [libdbus-1.so.3]=libdbus-1-3
    [libfontconfig.so.1]=libfontconfig1 [libfreetype.so.6]=libfreetype6 [libglib-2.0.so.0]=libglib2.0-0
)
declare -A window=(
    [libxcb-cursor.so.0]=libxcb-cursor0 [libxcb-icccm.so.4]=libxcb-icccm4 [libxcb-image.so.0]=libxcb-image0
    [libxcb-keysyms.so.1]=libxcb-keysyms1 [libxcb-randr.so.0]=libxcb-randr0 [libxcb-shape.so.0]=libxcb-shape0
    [libxcb-render-util.so.0]=libxcb-render-util0 [libxcb-sync.so.1]=libxcb-sync1 [libX11-xcb.so.1]=libx11-xcb1
    [libxcb-xfixes.so.0]=libxcb-xfixes0 [libxcb-xkb.so.1]=libxcb-xkb1 [libxkbcommon-x11.so.0]=libxkbcommon-x11-0
)
present=$(/sbin/ldconfig -p)
needed=()
wanted=()
for library in "${!always[@]}"; do grep -qF "$library " <<<"$present" || needed+=("${always[$library]}"); done
for library in "${!window[@]}"; do grep -qF "$library " <<<"$present" || wanted+=("${window[$library]}"); done
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv)
missing=("${needed[@]}" "${wanted[@]}")
((${#missing[@]})) || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing system packages: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif ((${#needed[@]})); then
    echo "These system packages are missing: ${missing[*]}; on Debian and Ubuntu: sudo apt-get install ${missing[*]}" >&2
    exit 1
else
    echo "Without these packages a window on X11 does not open: sudo apt-get install ${missing[*]}" >&2
fi
