#!/bin/sh
# image.sh FOLDER makes FOLDER/podman, a podman with a store of its own, and in that store the image
# "ansible": this machine's own Debian packages of ansible-core and ssh, so that no registry is needed.
set -eu
folder=$1
mkdir -p "$folder/top/tmp" "$folder/top/root" "$folder/top/proc" "$folder/top/sys" "$folder/top/dev"
for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$folder/top/$name"; done
chmod 1777 "$folder/top/tmp"
packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
  ansible-core openssh-client coreutils bash dash findutils grep sed base-files base-passwd libc-bin | grep '^[a-z0-9]' | sort -u)
# shellcheck disable=SC2086,SC2016
installed=$(dpkg-query -W -f='${Package}:${Architecture} ${db:Status-Abbrev}\n' $packages 2>/dev/null | awk '$2 == "ii" {print $1}')
# shellcheck disable=SC2086
{ printf '%s\n' /etc/passwd /etc/group; dpkg-query -L $installed; } | grep -v -E '^/usr/share/(doc|man|locale|info)/' |
  sed -E 's#^/(bin|sbin|lib|lib64)(/|$)#/usr/\1\2#' | sort -u |
  while read -r file; do if [ -L "$file" ] || [ -f "$file" ]; then echo "${file#/}"; fi; done > "$folder/files"
tar -cf "$folder/image.tar" -C / --no-recursion -T "$folder/files" -C "$folder/top" bin sbin lib lib64 tmp root proc sys dev
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/graph"\nrunroot = "%s/run"\n' "$folder" "$folder" > "$folder/storage.conf"
# The limits that podman asks for by default are higher than those of many small machines.
printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\n' \
  > "$folder/containers.conf"
printf '#!/bin/sh\nexport CONTAINERS_CONF=%s/containers.conf CONTAINERS_STORAGE_CONF=%s/storage.conf\nexec podman "$@"\n' "$folder" "$folder" > "$folder/podman"
chmod 755 "$folder/podman"
"$folder/podman" import -q "$folder/image.tar" ansible
rm -rf "$folder/image.tar" "$folder/top"
