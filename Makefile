# Everything a newcomer needs. Both commands set up what they need and say what they are doing.
#
#   make demo   a test class gets its own cluster, on an embedded host
#   make test   every test, unit and integration
#   make ksail  the command line tool, for bin/ksail
#   make soak   what takes long or breaks things on purpose; make bench: figures
#   make compat every version of Kubernetes, JUnit and fabric8 that we say work

.PHONY: demo test ksail soak compat bench format clean jdk gradle testbed

MVN := ./mvnw
# Maven's own account of what it does is left out; what the tests say is not.
LEVEL := -Dorg.slf4j.simpleLogger
QUIETLY := $(LEVEL).defaultLogLevel=warn $(LEVEL).log.org.apache.maven.plugin.surefire=info \
  $(LEVEL).log.org.apache.maven.plugin.failsafe=info
WITH_TESTBED := . testbed/env &&

demo: jdk testbed
	@echo "== building KSail for JUnit"
	@$(MVN) -q install -DskipTests
	@echo "== running the examples: each class gets a Kubernetes cluster of its own"
	@$(WITH_TESTBED) $(MVN) -q -pl examples surefire:test -Dksail.demo=true

test: jdk gradle testbed
	@bash -c '. testbed/env && [ "$$KSAIL_TESTBED_IMAGES" = standin ] || exit 0; \
	  echo "== testbed: unit tests"; set -e; testbed=$$PWD/testbed; . testbed/lib/go; cd testbed; go test ./...'
	@echo "== unit and integration tests, on real clusters"
	@$(WITH_TESTBED) $(MVN) install $(QUIETLY)
	@echo "== consumers' own projects"
	@$(WITH_TESTBED) consumer/run $(QUIETLY)
	@echo "== Javadoc, without a warning"
	@$(MVN) -q javadoc:javadoc -pl ksail-core,ksail-testcontainers,ksail-helm,ksail-junit,ksail-cli
	@echo "== all passed"

ksail: jdk
	@echo "== building the command line tool"
	@$(MVN) -q package -pl ksail-cli -am -DskipTests
	@echo "== done: bin/ksail --help"

soak: jdk testbed
	@echo "== the stand-ins under Docker, then the testbed after every kind of kill"
	@testbed/check
	@testbed/check-killed
	@echo "== many clusters: one after the other, at once, from several processes, by every tier"
	@$(MVN) -q install -DskipTests
	@$(WITH_TESTBED) $(MVN) verify -pl ksail-core,ksail-testcontainers,ksail-helm,ksail-junit $(QUIETLY) -Dtest=None \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dgroups=soak -Dksail.excludedTests=none -Dksail.testHosts=1
	@echo "== every JUnit with every fabric8"
	@$(WITH_TESTBED) consumer/compat $(QUIETLY)

compat: jdk
	@testbed/up --kubernetes 1.34,1.35,1.37
	@$(MVN) -q install -DskipTests
	@echo "== every version of Kubernetes that may be named, as host and as nested cluster"
	@$(WITH_TESTBED) $(MVN) verify -pl ksail-junit $(QUIETLY) -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dgroups=versions -Dksail.excludedTests=none -Dksail.testHosts=1
	@echo "== every JUnit with every fabric8"
	@$(WITH_TESTBED) consumer/compat $(QUIETLY)

bench: jdk testbed
	@$(MVN) -q install -DskipTests
	@$(WITH_TESTBED) $(MVN) -q -pl benchmarks exec:exec
	@$(WITH_TESTBED) $(MVN) -q -pl benchmarks exec:exec -Dbenchmark=RowBenchmark
	@$(WITH_TESTBED) $(MVN) -q -pl benchmarks exec:exec -Dbenchmark=VanillaBenchmark
	@$(WITH_TESTBED) $(MVN) -q -pl benchmarks exec:exec -Dbenchmark=TalosBenchmark

format: jdk
	@$(MVN) -q spotless:apply

clean:
	@$(MVN) -q clean

testbed:
	@testbed/up

jdk:
	@command -v javac >/dev/null || { \
	  echo "== no JDK: installing Debian's openjdk-17-jdk-headless"; \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get -qq update && apt-get -qq install -y --no-install-recommends openjdk-17-jdk-headless curl unzip >/dev/null; } || \
	  { echo "no JDK on the PATH: install JDK 17 or newer, then run this again"; exit 1; }; }

# For one of the consumers' projects; what can't be installed is left out there, and said.
gradle:
	@command -v gradle >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0; \
	  echo "== no Gradle: installing Debian's, for the consumer project that is built by it"; \
	  apt-get -qq update && apt-get -qq install -y --no-install-recommends gradle >/dev/null || true; }
