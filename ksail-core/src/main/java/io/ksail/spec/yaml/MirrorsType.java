package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.yaml.YamlNode.Entry;
import io.ksail.spec.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A mirror's URL by registry; an empty map means none, whatever the environment says. */
record MirrorsType() implements FieldType<RegistryMirrors> {

    private static final TextType URL = TextType.of("a URL, such as https://mirror.example.com");

    @Override
    public Optional<RegistryMirrors> read(YamlNode node, FieldReport report) {
        if (!(node instanceof Mapping mapping)) {
            report.wrongKind(node, "a map, such as docker.io: https://mirror.example.com");
            return Optional.empty();
        }
        RegistryMirrors mirrors = RegistryMirrors.none();
        for (Entry entry : mapping.entries()) {
            FieldReport mirror = new FieldReport(
                    report.path() + "[" + Quoted.clipped(entry.key()) + "]",
                    report.diagnostics(),
                    report.environment());
            try {
                RegistryMirrors.requireRegistry(entry.key());
            } catch (InvalidSpecException e) {
                report.diagnostics()
                        .add(
                                entry.keyPosition(),
                                "%s %s can't be used: %s".formatted(report.path(), Quoted.of(entry.key()), e.seen()),
                                e.remedy());
                continue;
            }
            Optional<String> url = URL.read(entry.value(), mirror);
            try {
                mirrors = url.isPresent() ? mirrors.with(entry.key(), url.get()) : mirrors;
            } catch (InvalidSpecException e) {
                mirror.refused(entry.value(), e);
            }
        }
        return Optional.of(mirrors);
    }

    @Override
    public Object write(RegistryMirrors value) {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        value.endpoints().forEach((registry, url) -> endpoints.put(registry, URL.write(url.toString())));
        return endpoints;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "object", "additionalProperties", Map.of("type", "string"));
    }
}
