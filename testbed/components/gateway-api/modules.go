//go:build modules

// Package gatewayapi keeps the Gateway API's module in go.mod: only its files are used, the definitions of its resources.
package gatewayapi

import _ "sigs.k8s.io/gateway-api/pkg/consts"
