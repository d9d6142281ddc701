#!/bin/sh
# link-plugins.sh FROM TO NAME...: TO becomes a directory of links to those of
# the plugins libgstNAME.so that FROM has.
set -eu
from=$1
to=$2
shift 2
rm -rf "$to"
mkdir -p "$to"
for name; do
  if [ -e "$from/libgst$name.so" ]; then
    ln -s "$from/libgst$name.so" "$to/libgst$name.so"
  fi
done
