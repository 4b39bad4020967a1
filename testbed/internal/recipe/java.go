package recipe

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"
	"unicode/utf16"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"ksail.io/testbed/internal/cache"
	"ksail.io/testbed/internal/image"
)

const javaHome = "/opt/java/openjdk"

// java is Debian's Java 17 without what needs a screen, a printer or sound.
var java = &cache.Piece{
	Name: "java", About: "Java 17 (Debian)", Takes: 15 * time.Second, Needs: []*cache.Piece{certificates},
	Facts: []string{"1"}, // count up when the functions below change
	Build: func(b *cache.Build) error {
		if err := debian(b, "openjdk-17-jre-headless"); err != nil {
			return err
		}
		homes, err := filepath.Glob(filepath.Join(b.Root, "usr/lib/jvm/java-17-*"))
		if err != nil || len(homes) != 1 {
			return errors.Join(err, errors.New("the package has Java in another place than it had"))
		}
		home := filepath.Join(b.Root, javaHome)
		if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
			return err
		}
		if err := os.Rename(homes[0], home); err != nil {
			return err
		}
		if err := remove(b, "usr/share", "usr/lib/jvm", "usr/lib/debug", javaHome+"/docs", javaHome+"/man", javaHome+"/legal",
			javaHome+"/lib/ct.sym", javaHome+"/lib/security/cacerts"); err != nil {
			return err
		}
		bundle, err := b.Cache.File(certificates, "etc/ssl/certs/ca-certificates.crt")
		if err != nil {
			return err
		}
		return write(b, javaHome+"/lib/security/cacerts", string(trustStore(bundle)))
	},
}

// trustStore is a key store (JKS) of certificates, with Java's own password; Debian makes its own at installation only.
func trustStore(bundle []byte) []byte {
	const trustedCertificate = 2
	var entries bytes.Buffer
	count := uint32(0)
	text := func(s string) {
		_ = binary.Write(&entries, binary.BigEndian, uint16(len(s)))
		entries.WriteString(s)
	}
	for block, rest := pem.Decode(bundle); block != nil; block, rest = pem.Decode(rest) {
		count++
		_ = binary.Write(&entries, binary.BigEndian, uint32(trustedCertificate))
		text("ca" + strconv.Itoa(int(count)))
		_ = binary.Write(&entries, binary.BigEndian, uint64(0)) // since 1970
		text("X.509")
		_ = binary.Write(&entries, binary.BigEndian, uint32(len(block.Bytes)))
		entries.Write(block.Bytes)
	}
	var store bytes.Buffer
	_ = binary.Write(&store, binary.BigEndian, []uint32{0xFEEDFEED, 2, count})
	store.Write(entries.Bytes())
	sum := sha1.New()
	_ = binary.Write(sum, binary.BigEndian, utf16.Encode([]rune("changeit")))
	sum.Write([]byte("Mighty Aphrodite"))
	sum.Write(store.Bytes())
	return sum.Sum(store.Bytes())
}

var temurin = &image.Image{
	Name: "eclipse-temurin:17-jre", Layers: []*cache.Piece{busyboxSystem, libraries, certificates, java},
	Config: v1.Config{Cmd: []string{"sh"}, Env: []string{
		"PATH=" + javaHome + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"JAVA_HOME=" + javaHome, "LANG=C.UTF-8", "LC_ALL=C.UTF-8"}},
}
