package io.ksail.benchmarks;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was measured, and on what. */
final class Report {

    private static final Logger LOG = LoggerFactory.getLogger(Report.class);

    private final Map<String, Object> values = new LinkedHashMap<>();

    Report() {
        values.put("when", Instant.now().toString());
        values.put("processors", Runtime.getRuntime().availableProcessors());
        values.put(
                "images",
                Optional.ofNullable(System.getenv("KSAIL_TESTBED_IMAGES")).orElse("vendor"));
        values.put("unit", "ms (memory: MiB)");
    }

    Report with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** As JSON to a file, and for a person to the log. */
    void write(String path) throws IOException {
        Path file = Path.of(path).toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, Serialization.asJson(values));
        LOG.info("{}", Serialization.asYaml(values));
    }
}
