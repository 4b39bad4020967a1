// Package modules has no code: it is here for go.mod. crictl is built from its module as it is.
package modules

