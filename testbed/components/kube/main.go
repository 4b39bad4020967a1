// Command kube holds every Kubernetes program a node needs, and etcd, in one static binary that picks its role by the
// name it is called by (as BusyBox does): kube-apiserver, kube-controller-manager, kube-scheduler, kubelet,
// kube-proxy, kubectl, kubeadm, etcd. The code is the published modules' own, unpatched; one binary shares what the
// programs have in common, which keeps the node image small.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"
	"strings"
	"time"
	_ "time/tzdata" // CronJob time zones

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubeadm "k8s.io/kubernetes/cmd/kubeadm/app"
	kubeadmutil "k8s.io/kubernetes/cmd/kubeadm/app/util/errors"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var roles = map[string]func(){
	"kube-apiserver":          component(apiserver.NewAPIServerCommand),
	"kube-controller-manager": component(controllermanager.NewControllerManagerCommand),
	"kube-scheduler":          component(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kube-proxy":              component(proxy.NewProxyCommand),
	"kubelet":                 component(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
	"kubeadm":                 func() { kubeadmutil.HandleError(kubeadm.Run()) },
	"etcd":                    func() { startFast(); etcdmain.Main(os.Args) },
	"kubectl": func() {
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			kubectlutil.CheckErr(err)
		}
	},
}

func component(command func() *cobra.Command) func() {
	return func() {
		startFast()
		os.Exit(cli.Run(command()))
	}
}

// startFast lets garbage lie while a component starts, which is what tests wait for, and gives the memory back once it
// has started. Go's own setting holds from then on.
func startFast() {
	usual := debug.SetGCPercent(400)
	time.AfterFunc(15*time.Second, func() {
		debug.SetGCPercent(usual)
		debug.FreeOSMemory()
	})
}

func main() {
	role := filepath.Base(os.Args[0])
	if run, ok := roles[role]; ok {
		run()
		return
	}
	names := make([]string, 0, len(roles))
	for name := range roles {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(os.Stderr, "kube: called as %q; link it to one of: %s\n", role, strings.Join(names, ", "))
	os.Exit(2)
}
