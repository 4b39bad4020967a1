package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
)

// subnetFile is where flannel writes what a node's pods get; without it no sandbox has a network.
const subnetFile = "/run/flannel/subnet.env"

// PodNetworkPlugin is the CNI plugin `flannel`, whose contract is flannel's: it leaves everything to the plugin `bridge`, with
// the addresses that the file says. It gives an exit code.
func PodNetworkPlugin(stdin io.Reader, stdout io.Writer) int {
	code, err := delegate(stdin, stdout)
	if err != nil {
		_ = json.NewEncoder(stdout).Encode(object{"cniVersion": "1.0.0", "code": 999, "msg": err.Error()})
		return 1
	}
	return code
}

func delegate(stdin io.Reader, stdout io.Writer) (int, error) {
	given := object{}
	if err := json.NewDecoder(stdin).Decode(&given); err != nil {
		return 0, err
	}
	bridge := []byte("{}")
	if command := os.Getenv("CNI_COMMAND"); command != "VERSION" {
		settings, err := os.ReadFile(subnetFile)
		if errors.Is(err, os.ErrNotExist) && command == "DEL" {
			return 0, nil // nothing was added
		}
		if err != nil {
			return 0, fmt.Errorf("failed to load flannel 'subnet.env' file: %w. Check the flannel pod log for this node", err)
		}
		if bridge, err = bridgeConfig(given, string(settings)); err != nil {
			return 0, err
		}
	} else if version, ok := given["cniVersion"]; ok {
		bridge, _ = json.Marshal(object{"cniVersion": version})
	}
	plugin := exec.Command(cniBinDir + "/bridge")
	plugin.Stdin, plugin.Stdout, plugin.Stderr = bytes.NewReader(bridge), stdout, os.Stderr
	err := plugin.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil // it has said why
	}
	return 0, err
}

// bridgeConfig is the configuration of the plugin `bridge`.
func bridgeConfig(given object, settings string) ([]byte, error) {
	said := map[string]string{}
	for _, line := range strings.Split(settings, "\n") {
		if name, value, found := strings.Cut(line, "="); found {
			said[name] = value
		}
	}
	gateway, err := netip.ParsePrefix(said["FLANNEL_SUBNET"])
	if err != nil {
		return nil, err
	}
	var mtu int
	if _, err := fmt.Sscan(said["FLANNEL_MTU"], &mtu); err != nil {
		return nil, err
	}
	config := object{"name": given["name"], "cniVersion": given["cniVersion"], "type": "bridge", "bridge": cniBridge, "mtu": mtu,
		"ipam": object{"type": "host-local", "ranges": [][]object{{{"subnet": gateway.Masked().String()}}},
			"routes": []object{{"dst": said["FLANNEL_NETWORK"]}}}}
	if more, ok := given["delegate"].(map[string]any); ok {
		for name, value := range more {
			config[name] = value
		}
	}
	for _, kept := range []string{"runtimeConfig", "prevResult"} {
		if value, ok := given[kept]; ok {
			config[kept] = value
		}
	}
	return json.Marshal(config)
}
