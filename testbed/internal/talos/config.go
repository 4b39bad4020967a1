// Package talos is the testbed's own Talos: a node that takes a machine configuration and brings up real Kubernetes by
// kubeadm, and the talosctl that makes such configurations and talks to it. It honours what can be seen from outside
// (arguments, files, environment, volumes, stages, exit codes); what is spoken between the two is its own.
package talos

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

const (
	apiPort      = "50000"
	controlPlane = "controlplane"
	worker       = "worker"
)

// keyPair is a certificate and its key as configurations have them: PEM in base64.
type keyPair struct {
	Crt string `json:"crt"`
	Key string `json:"key"`
}

func (k keyPair) pem() (certificate, key []byte, err error) {
	certificate, err = base64.StdEncoding.DecodeString(k.Crt)
	key, keyErr := base64.StdEncoding.DecodeString(k.Key)
	return certificate, key, errors.Join(err, keyErr)
}

// config is the part of a machine configuration that this node acts upon, and the names of the rest.
type config struct {
	Version string `json:"version,omitempty"`
	Debug   bool   `json:"debug,omitempty"`
	Persist bool   `json:"persist,omitempty"`
	Machine struct {
		Type     string   `json:"type,omitempty"`
		Token    string   `json:"token,omitempty"`
		CA       keyPair  `json:"ca,omitempty"`
		CertSANs []string `json:"certSANs,omitempty"`
		Kubelet  struct {
			Image      string            `json:"image,omitempty"`
			ExtraArgs  map[string]string `json:"extraArgs,omitempty"`
			ExtraMount any               `json:"extraMounts,omitempty"`
			ClusterDNS any               `json:"clusterDNS,omitempty"`
			ExtraConf  any               `json:"extraConfig,omitempty"`
			NodeIP     any               `json:"nodeIP,omitempty"`
			Seccomp    any               `json:"defaultRuntimeSeccompProfileEnabled,omitempty"`
			Manifests  any               `json:"disableManifestsDirectory,omitempty"`
		} `json:"kubelet,omitempty"`
		Registries struct {
			Mirrors map[string]struct {
				Endpoints    []string `json:"endpoints,omitempty"`
				OverridePath bool     `json:"overridePath,omitempty"`
				SkipFallback bool     `json:"skipFallback,omitempty"`
			} `json:"mirrors,omitempty"`
			Config any `json:"config,omitempty"`
		} `json:"registries,omitempty"`
		NodeLabels      map[string]string `json:"nodeLabels,omitempty"`
		NodeAnnotations map[string]string `json:"nodeAnnotations,omitempty"`
		NodeTaints      map[string]string `json:"nodeTaints,omitempty"`
		Sysctls         map[string]string `json:"sysctls,omitempty"`
		ControlPlane    any               `json:"controlPlane,omitempty"`
		Network         any               `json:"network,omitempty"`
		Install         any               `json:"install,omitempty"`
		Disks           any               `json:"disks,omitempty"`
		Files           any               `json:"files,omitempty"`
		Env             any               `json:"env,omitempty"`
		Time            any               `json:"time,omitempty"`
		Features        any               `json:"features,omitempty"`
		Pods            any               `json:"pods,omitempty"`
		Kernel          any               `json:"kernel,omitempty"`
		Logging         any               `json:"logging,omitempty"`
	} `json:"machine,omitempty"`
	Cluster struct {
		ID           string `json:"id,omitempty"`
		Secret       string `json:"secret,omitempty"`
		ControlPlane struct {
			Endpoint string `json:"endpoint,omitempty"`
		} `json:"controlPlane,omitempty"`
		ClusterName string `json:"clusterName,omitempty"`
		Network     struct {
			CNI struct {
				Name string   `json:"name,omitempty"`
				URLs []string `json:"urls,omitempty"`
			} `json:"cni,omitempty"`
			DNSDomain      string   `json:"dnsDomain,omitempty"`
			PodSubnets     []string `json:"podSubnets,omitempty"`
			ServiceSubnets []string `json:"serviceSubnets,omitempty"`
		} `json:"network,omitempty"`
		Token          string  `json:"token,omitempty"`
		CA             keyPair `json:"ca,omitempty"`
		AggregatorCA   keyPair `json:"aggregatorCA,omitempty"`
		ServiceAccount struct {
			Key string `json:"key,omitempty"`
		} `json:"serviceAccount,omitempty"`
		APIServer struct {
			Image            string            `json:"image,omitempty"`
			CertSANs         []string          `json:"certSANs,omitempty"`
			ExtraArgs        map[string]string `json:"extraArgs,omitempty"`
			Env              any               `json:"env,omitempty"`
			AuditPolicy      any               `json:"auditPolicy,omitempty"`
			AdmissionControl any               `json:"admissionControl,omitempty"`
			Resources        any               `json:"resources,omitempty"`
		} `json:"apiServer,omitempty"`
		ControllerManager any `json:"controllerManager,omitempty"`
		Proxy             any `json:"proxy,omitempty"`
		Scheduler         any `json:"scheduler,omitempty"`
		Discovery         any `json:"discovery,omitempty"`
		Etcd              struct {
			CA        keyPair           `json:"ca,omitempty"`
			Image     string            `json:"image,omitempty"`
			ExtraArgs map[string]string `json:"extraArgs,omitempty"`
			Subnets   any               `json:"advertisedSubnets,omitempty"`
		} `json:"etcd,omitempty"`
		CoreDNS         any  `json:"coreDNS,omitempty"`
		ExtraManifests  any  `json:"extraManifests,omitempty"`
		InlineManifests any  `json:"inlineManifests,omitempty"`
		AdminKubeconfig any  `json:"adminKubeconfig,omitempty"`
		Scheduling      bool `json:"allowSchedulingOnControlPlanes,omitempty"`
		SecretboxSecret any  `json:"secretboxEncryptionSecret,omitempty"`
	} `json:"cluster,omitempty"`
}

// document is one YAML document of a configuration or a patch.
type document map[string]any

// id tells documents of a configuration apart; the machine's own has neither kind nor name.
func (d document) id() string {
	return fmt.Sprint(d["kind"], "/", d["name"])
}

func parse(text string) ([]document, error) {
	var documents []document
	for _, part := range regexp.MustCompile(`(?m)^---.*$`).Split(text, -1) {
		var parsed document
		if err := yaml.Unmarshal([]byte(part), &parsed); err != nil {
			return nil, fmt.Errorf("error decoding document: %w", err)
		}
		if len(parsed) > 0 {
			documents = append(documents, parsed)
		}
	}
	return documents, nil
}

// checked is the machine's own part of a configuration or a patch, if it has no name that Talos does not know.
func checked(d document) (config, error) {
	var c config
	text, err := json.Marshal(d)
	if err != nil {
		return c, err
	}
	if err := yaml.UnmarshalStrict(text, &c); err != nil {
		if unknown := regexp.MustCompile(`unknown field "([^"]*)"`).FindStringSubmatch(err.Error()); unknown != nil {
			return c, fmt.Errorf("error decoding document /v1alpha1/ (line 1): unknown keys found during decoding:\n%s:", unknown[1])
		}
		return c, err
	}
	return c, nil
}

// patched gives the documents with a patch merged into them: maps are merged, lists appended, but for the cluster's
// networks, which are replaced.
func patched(documents []document, patch string) ([]document, error) {
	var list []any
	if yaml.Unmarshal([]byte(patch), &list) == nil && len(list) > 0 {
		return nil, errors.New("JSON6902 patches are not supported for multi-document machine configuration")
	}
	patches, err := parse(patch)
	if err != nil {
		return nil, err
	}
	for _, one := range patches {
		if one["kind"] == nil {
			if _, err := checked(one); err != nil {
				return nil, err
			}
		}
		found := false
		for _, existing := range documents {
			if existing.id() == one.id() {
				merge(existing, one, "")
				found = true
			}
		}
		if !found {
			documents = append(documents, one)
		}
	}
	return documents, nil
}

func merge(into, from map[string]any, path string) {
	for key, value := range from {
		at := path + "/" + key
		switch value := value.(type) {
		case map[string]any:
			if existing, ok := into[key].(map[string]any); ok {
				merge(existing, value, at)
				continue
			}
			into[key] = value
		case []any:
			existing, _ := into[key].([]any)
			if at == "/cluster/network/podSubnets" || at == "/cluster/network/serviceSubnets" {
				existing = nil
			}
			into[key] = append(existing, value...)
		default:
			into[key] = value
		}
	}
}

func render(documents []document) (string, error) {
	parts := make([]string, len(documents))
	for i, d := range documents {
		text, err := yaml.Marshal(d)
		if err != nil {
			return "", err
		}
		parts[i] = string(text)
	}
	return strings.Join(parts, "---\n"), nil
}

// load reads a whole configuration.
func load(text string) (config, error) {
	documents, err := parse(text)
	if err != nil {
		return config{}, err
	}
	for _, d := range documents {
		if d["kind"] == nil {
			return checked(d)
		}
	}
	return config{}, errors.New("the configuration has no v1alpha1 document")
}
