package io.ksail.junit;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster that is declared: the annotation, the class that carries it, and the context of that class.
 *
 * @param annotation what is declared
 * @param testClass the class that carries the annotation, directly, inherited, or by a meta-annotation
 * @param owner the outermost context of that class
 */
record Declaration(NestedCluster annotation, Class<?> testClass, ExtensionContext owner) {

    /** Tells it from all others in stores: a store looks into those around it too. */
    record Key(Class<?> testClass, String name) {}

    Key key() {
        return new Key(testClass, annotation.name());
    }

    /** Tells its settings from its cluster. */
    private record SettingsKey(Key declaration) {}

    /** What it asks for: found out once in a run, for all of its combinations and contexts. */
    Settings settings() {
        ExtensionContext run = owner.getRoot();
        Settings settings = run.getStore(StoredResource.NAMESPACE)
                .getOrComputeIfAbsent(
                        new SettingsKey(key()),
                        ignored -> new Settings(testClass, annotation, run::getConfigurationParameter, System::getenv),
                        Settings.class);
        return Combination.find(owner).map(settings::with).orElse(settings);
    }

    /** The context whose end is the cluster's: of the class, or of the test method that is at hand. */
    ExtensionContext home(ExtensionContext at) {
        return annotation.scope() == Scope.METHOD && at.getTestMethod().isPresent() ? at : owner;
    }

    /** What to call it in a message. */
    String describe() {
        return describe(annotation);
    }

    static String describe(NestedCluster annotation) {
        return annotation.name().isBlank() ? "one without a name" : "'" + annotation.name() + "'";
    }
}
