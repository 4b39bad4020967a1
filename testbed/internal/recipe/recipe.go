// Package recipe says what the stand-in images are made of. Adding an image is adding a recipe: pieces (what to build,
// from what) and the image that stacks them, listed in Images.
package recipe

import (
	"slices"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

// Images are all stand-ins, in no order that matters; of other releases of Kubernetes only the nodes.
func Images(otherReleases []string) []*image.Image {
	images := []*image.Image{usual.k3s, envoyGateway, metallbController, metallbSpeaker, coredns, pauseImage, busybox, alpine, ryuk,
		envoy, temurin, dind, usual.kindNode, kindBalancer, talos, talosctl, vcluster, k3k, Registry}
	for _, minor := range otherReleases {
		images = append(images, releases[minor].k3s, releases[minor].kindNode)
	}
	return images
}

// Pieces are the pieces of the images and all that those need, each after what it needs, long ones first.
func Pieces(images []*image.Image) []*cache.Piece {
	var ordered []*cache.Piece
	var add func(*cache.Piece)
	add = func(p *cache.Piece) {
		for _, needed := range p.Needs {
			add(needed)
		}
		if !slices.Contains(ordered, p) {
			ordered = append(ordered, p)
		}
	}
	for _, img := range images {
		for _, piece := range img.Layers {
			add(piece)
		}
	}
	return ordered
}
