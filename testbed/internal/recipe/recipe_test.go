package recipe

import (
	"slices"
	"testing"
	"time"
)

var everyOther = []string{"1.34", "1.35", "1.37"}

func TestEveryPieceComesOnceAndAfterWhatItNeeds(t *testing.T) {
	pieces := append(Pieces(Images(nil)), Manifests)
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
	for _, piece := range append(Pieces(Images(everyOther)), Manifests) {
		if len(piece.Files)+len(piece.Facts) == 0 && piece != certificates {
			t.Errorf("nothing would ever rebuild %s", piece.Name)
		}
	}
}

func TestOtherReleasesComeBesidesTheDefaultAndUnknownOnesAreRefused(t *testing.T) {
	others, err := OtherReleases("1.35, 1.36,1.37,1.35")
	if err != nil || !slices.Equal(others, []string{"1.35", "1.37"}) {
		t.Error(others, err)
	}
	if _, err := OtherReleases("1.12"); err == nil || err.Error() != `no Kubernetes "1.12" can be made; there are 1.34, 1.35, 1.36, 1.37` {
		t.Error(err)
	}
	names := map[string]bool{}
	for _, piece := range Pieces(Images(everyOther)) {
		if names[piece.Name] {
			t.Errorf("two pieces are called %s: they would share a log and a name in messages", piece.Name)
		}
		names[piece.Name] = true
	}
}
