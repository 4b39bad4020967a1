# Builds BusyBox from the upstream source that Debian keeps, and installs it with a link for each of its programs into
# the directory $1. Runs in a scratch directory.

# This machine's package sources, as sources of source packages.
mkdir -p parts lists/partial
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -e "$file" ]; then
    name=$(basename "$file")
    [ "$name" != sources.list ] || name=main.list
    sed -e 's/^deb /deb-src /' -e 's/^Types:.*/Types: deb-src/' "$file" >"parts/$name"
  fi
done
apt_get() {
  apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$PWD/parts" \
    -o Dir::State::Lists="$PWD/lists" "$@"
}
apt_get update
apt_get source --download-only busybox

mkdir source
tar -xf busybox_*.orig.tar.* -C source --strip-components=1
cd source
make defconfig
# Traffic control does not compile with newer kernels' headers, and nobody misses it here.
sed -i -e 's/.*CONFIG_STATIC[ =].*/CONFIG_STATIC=y/' -e 's/^CONFIG_TC=y/CONFIG_TC=n/' .config
yes '' | make oldconfig >/dev/null
make -j"$(nproc)" busybox
install -m 755 busybox "$1/busybox"
"$1/busybox" --list | while read -r applet; do
  [ "$applet" = busybox ] || ln -s busybox "$1/$applet"
done
