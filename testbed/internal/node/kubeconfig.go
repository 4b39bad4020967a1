package node

import (
	"encoding/base64"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

// object is a piece of YAML or JSON.
type object = map[string]any

// kubeconfig is one cluster, one user and one context, all named "default" as K3s does.
func kubeconfig(server string, ca []byte, user object) ([]byte, error) {
	return yaml.Marshal(object{
		"apiVersion": "v1", "kind": "Config", "current-context": "default", "preferences": object{},
		"clusters": []object{{"name": "default", "cluster": object{
			"server": server, "certificate-authority-data": base64.StdEncoding.EncodeToString(ca)}}},
		"users":    []object{{"name": "default", "user": user}},
		"contexts": []object{{"name": "default", "context": object{"cluster": "default", "user": "default"}}},
	})
}

// certificateUser is the user of <file>.crt and <file>.key, embedded.
func certificateUser(file string) (object, error) {
	certificate, err := os.ReadFile(file + ".crt")
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(file + ".key")
	if err != nil {
		return nil, err
	}
	return object{
		"client-certificate-data": base64.StdEncoding.EncodeToString(certificate),
		"client-key-data":         base64.StdEncoding.EncodeToString(key),
	}, nil
}

// writeKubeconfigs writes <dir>/<name>.kubeconfig for every named client certificate in dir.
func writeKubeconfigs(dir, server string, ca []byte, names ...string) error {
	for _, name := range names {
		user, err := certificateUser(dir + "/" + name)
		if err != nil {
			return err
		}
		content, err := kubeconfig(server, ca, user)
		if err != nil {
			return err
		}
		if err := writeFile(fmt.Sprintf("%s/%s.kubeconfig", dir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
