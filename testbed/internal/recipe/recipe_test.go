package recipe

import (
	"slices"
	"testing"
	"time"
)

func TestEveryPieceComesOnceAndAfterWhatItNeeds(t *testing.T) {
	pieces := append(Pieces(Images()), Manifests)
	names := map[string]bool{}
	var total time.Duration
	for i, piece := range pieces {
		if names[piece.Name] {
			t.Errorf("%s comes twice, or two pieces have its name", piece.Name)
		}
		names[piece.Name] = true
		for _, needed := range piece.Needs {
			if !slices.Contains(pieces[:i], needed) {
				t.Errorf("%s comes before %s, which it needs", piece.Name, needed.Name)
			}
		}
		if piece.About == "" || piece.Takes == 0 || piece.Build == nil {
			t.Errorf("%s does not say what it is, how long it takes, or how it is made", piece.Name)
		}
		total += piece.Takes
	}
	if total > 18*time.Minute {
		t.Errorf("the first build is said to take %s", total)
	}
}

func TestPiecesMadeFromFilesNameThem(t *testing.T) {
	for _, piece := range append(Pieces(Images()), Manifests) {
		if len(piece.Files)+len(piece.Facts) == 0 && piece != certificates {
			t.Errorf("nothing would ever rebuild %s", piece.Name)
		}
	}
}
