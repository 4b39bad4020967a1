# Runs in the container of a K3s node when it starts. $0: the file, $1: the range of addresses for its pods.
while read -r interface destination _; do
  [ "$destination" = 00000000 ] && break
done < /proc/net/route
mtu=$(cat "/sys/class/net/$interface/mtu")
directory=/var/lib/rancher/k3s/agent/etc/cni/net.d
mkdir -p $directory
cat > "$directory/$0.new" <<CONFLIST
{
  "cniVersion": "1.0.0",
  "name": "cbr0",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "cni0",
      "mtu": ${mtu:-1400},
      "isDefaultGateway": true,
      "hairpinMode": true,
      "forceAddress": true,
      "ipMasq": true,
      "ipam": {"type": "host-local", "ranges": [[{"subnet": "$1"}]]}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
CONFLIST
mv "$directory/$0.new" "$directory/$0"
