package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import io.ksail.kubeconfig.file.YamlPart.Scalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Puts one nested cluster's entries into the text of a kubeconfig file, or takes them out of it. */
final class KubeconfigEditor {

    static final String CLUSTERS = "clusters";
    static final String CONTEXTS = "contexts";
    static final String USERS = "users";
    static final String CURRENT = "current-context";

    private static final List<String> LISTS = List.of(CLUSTERS, CONTEXTS, USERS);

    private final KubeconfigText source;
    private final Optional<Fields> root;

    /**
     * Reads the text.
     *
     * @throws io.ksail.KsailException if it is not the text of a kubeconfig
     */
    KubeconfigEditor(KubeconfigText source) {
        this.source = source;
        this.root = YamlReader.read(source)
                .filter(part -> !(part instanceof Scalar scalar && scalar.start() == scalar.end()))
                .map(this::fields);
    }

    private Fields fields(YamlPart part) {
        if (!(part instanceof Fields fields)) {
            throw source.refusal(part.start(), "it holds no fields, such as clusters and contexts");
        }
        for (String key : List.of(CLUSTERS, CONTEXTS, USERS, CURRENT)) {
            fields.fields().stream()
                    .filter(field -> field.key().asText().filter(key::equals).isPresent())
                    .skip(1)
                    .findFirst()
                    .ifPresent(second -> {
                        throw source.refusal(second.key().start(), "%s is there twice".formatted(key));
                    });
        }
        return fields;
    }

    /** The text with the entries of a kubeconfig. */
    String merged(Kubeconfig kubeconfig, boolean makeCurrent) {
        String name = kubeconfig.context();
        Fields added = (Fields) YamlReader.read(new KubeconfigText(source.file(), kubeconfig.yaml()))
                .orElseThrow();
        Optional<String> current = makeCurrent ? Optional.of(name) : Optional.empty();
        if (root.isEmpty()) {
            String text = source.text() + document(added, current);
            new KubeconfigEditor(new KubeconfigText(source.file(), text));
            return text;
        }
        TextEdits edits = new TextEdits(source);
        RootFields fields = new RootFields(source, root.get(), edits);
        EditProof proof = new EditProof(source, root.get(), current);
        for (String key : LISTS) {
            Fields entry = (Fields) items(added, key).get(0);
            proof.expect(key, name, entry);
            merge(fields.list(key), name, entry);
        }
        current.ifPresent(word -> fields.set(CURRENT, word));
        return edits.isEmpty() ? source.text() : proof.checked(edits.done());
    }

    private static void merge(EntryList list, String name, Fields entry) {
        Set<Integer> present = named(list.items(), Set.of(name));
        if (present.isEmpty()) {
            list.append(entry);
            return;
        }
        int first = present.iterator().next();
        if (!SameContent.of(list.items().get(first), entry)) {
            list.replace(first, entry);
        }
        present.remove(first);
        list.remove(present);
    }

    /** The text without a context, and without its cluster and user; empty if there is no such context. */
    Optional<String> without(String context) {
        List<YamlPart> contexts = root.map(fields -> items(fields, CONTEXTS)).orElse(List.of());
        Set<Integer> gone = named(contexts, Set.of(context));
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Set<String>> names = new TreeMap<>(Map.of(
                CONTEXTS, Set.of(context),
                CLUSTERS, onlyUsedBy(gone, contexts, "cluster"),
                USERS, onlyUsedBy(gone, contexts, "user")));
        boolean current = root.orElseThrow()
                .value(CURRENT)
                .flatMap(YamlPart::asText)
                .filter(context::equals)
                .isPresent();
        TextEdits edits = new TextEdits(source);
        RootFields fields = new RootFields(source, root.orElseThrow(), edits);
        EditProof proof = new EditProof(source, root.orElseThrow(), current ? Optional.of("") : Optional.empty());
        names.forEach((key, ofKey) -> {
            ofKey.forEach(name -> proof.expectNone(key, name));
            EntryList list = fields.list(key);
            list.remove(named(list.items(), ofKey));
        });
        if (current) {
            fields.set(CURRENT, "");
        }
        return Optional.of(proof.checked(edits.done()));
    }

    /** An editor of what has become of the same file. */
    KubeconfigEditor of(String text) {
        return new KubeconfigEditor(new KubeconfigText(source.file(), text));
    }

    String text() {
        return source.text();
    }

    /** The contexts whose user has the client key or the token of that of a kubeconfig. */
    Set<String> contextsOf(Kubeconfig kubeconfig) {
        Optional<Fields> theirs = of(kubeconfig.yaml()).root;
        Set<String> credentials = theirs.stream()
                .flatMap(fields -> items(fields, USERS).stream())
                .flatMap(KubeconfigEditor::credentials)
                .collect(Collectors.toSet());
        return contextsOf("user", named(USERS, user -> credentials(user).anyMatch(credentials::contains)));
    }

    /** The contexts whose cluster has an address. */
    Set<String> contextsAt(String apiUrl) {
        return contextsOf("cluster", named(CLUSTERS, cluster -> text(cluster, "cluster", "server")
                .filter(apiUrl::equals)
                .isPresent()));
    }

    private static Stream<String> credentials(YamlPart user) {
        return Stream.of("client-key-data", "token")
                .flatMap(field -> text(user, "user", field).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private Set<String> named(String list, Predicate<YamlPart> wanted) {
        return root.stream()
                .flatMap(fields -> items(fields, list).stream())
                .filter(wanted)
                .flatMap(item -> text(item, "name").stream())
                .collect(Collectors.toSet());
    }

    private Set<String> contextsOf(String key, Set<String> names) {
        return root.stream()
                .flatMap(fields -> items(fields, CONTEXTS).stream())
                .filter(context ->
                        text(context, "context", key).filter(names::contains).isPresent())
                .flatMap(context -> text(context, "name").stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> onlyUsedBy(Set<Integer> gone, List<YamlPart> contexts, String key) {
        Set<String> used = new TreeSet<>();
        Set<String> usedByOthers = new TreeSet<>();
        for (int index = 0; index < contexts.size(); index++) {
            text(contexts.get(index), "context", key).ifPresent((gone.contains(index) ? used : usedByOthers)::add);
        }
        used.removeAll(usedByOthers);
        return used;
    }

    /** The entries under a key; none if there is no list. */
    static List<YamlPart> items(Fields root, String key) {
        return root.value(key)
                .map(YamlPart::resolved)
                .filter(Items.class::isInstance)
                .map(list -> ((Items) list).items())
                .orElse(List.of());
    }

    /** Which entries have one of some names. */
    static Set<Integer> named(List<YamlPart> items, Set<String> names) {
        Set<Integer> indexes = new TreeSet<>();
        IntStream.range(0, items.size())
                .filter(index ->
                        text(items.get(index), "name").filter(names::contains).isPresent())
                .forEach(indexes::add);
        return indexes;
    }

    private static Optional<String> text(YamlPart part, String... path) {
        Optional<YamlPart> value = Optional.of(part);
        for (String key : path) {
            value = value.map(YamlPart::resolved)
                    .flatMap(at -> at instanceof Fields fields ? fields.value(key) : Optional.empty());
        }
        return value.flatMap(YamlPart::asText);
    }

    /** A whole document, for a file that has at most comments. */
    private String document(Fields added, Optional<String> current) {
        String lineBreak = source.lineBreak();
        StringBuilder text = new StringBuilder();
        int end = source.text().length();
        if (source.column(end) > 0) {
            text.append(lineBreak);
        }
        text.append("apiVersion: v1").append(lineBreak).append("kind: Config").append(lineBreak);
        for (String key : LISTS) {
            text.append(key).append(':').append(lineBreak);
            text.append(BlockList.lines((Fields) items(added, key).get(0), lineBreak, 0));
            text.append(lineBreak);
        }
        current.ifPresent(word ->
                text.append(CURRENT).append(": ").append(YamlText.text(word)).append(lineBreak));
        return text.toString();
    }
}
