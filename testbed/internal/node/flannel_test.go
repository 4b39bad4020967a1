package node

import (
	"encoding/json"
	"testing"
)

func TestPodsGetWhatTheSubnetFileSays(t *testing.T) {
	given := object{"name": "cbr0", "cniVersion": "1.0.0", "type": "flannel", "delegate": map[string]any{"isDefaultGateway": true}}
	content, err := bridgeConfig(given, "FLANNEL_NETWORK=10.42.0.0/16\nFLANNEL_SUBNET=10.42.3.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Type, Bridge, Name string
		MTU                int
		IsDefaultGateway   bool
		IPAM               struct{ Ranges [][]struct{ Subnet string } }
	}
	if err := json.Unmarshal(content, &config); err != nil {
		t.Fatal(err)
	}
	if config.Type != "bridge" || config.Bridge != cniBridge || config.Name != "cbr0" || config.MTU != 1450 || !config.IsDefaultGateway ||
		config.IPAM.Ranges[0][0].Subnet != "10.42.3.0/24" {
		t.Errorf("%s", content)
	}
	if _, err := bridgeConfig(given, ""); err == nil {
		t.Error("an empty file gives a network")
	}
}
