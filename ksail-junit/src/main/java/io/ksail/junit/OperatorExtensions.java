package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.internal.Redaction;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Those of the Java Operator SDK, known by their name, in fields of test classes. One that is given no client asks the
 * cluster of the kubeconfig that it finds on this machine, and somebody's operator would silently run there.
 */
final class OperatorExtensions {

    private static final String NAME = "io.javaoperatorsdk.operator.junit.AbstractOperatorExtension";
    private static final String CLIENT = "getKubernetesClient";

    private OperatorExtensions() {}

    /**
     * Refuses those that lead to another cluster, before they have done anything. Whether they lead to the cluster of a suite is
     * known once that is there.
     *
     * @param instances the instances of the test class and of those around it, as far as they are made
     */
    static void refuse(ExtensionContext context, List<Declaration> declarations, List<Object> instances) {
        Optional<Class<?>> type = context.getTestClass()
                .flatMap(testClass -> ReflectionSupport.tryToLoadClass(NAME, testClass.getClassLoader())
                        .toOptional());
        if (type.isEmpty() || declarations.isEmpty() || AmbientCluster.isWanted() || isToCome(context, declarations)) {
            return;
        }
        Stream.concat(
                        Declarations.withParents(context)
                                .flatMap(at -> at.getTestClass().stream())
                                .distinct()
                                .flatMap(testClass -> fields(testClass, null)),
                        instances.stream().flatMap(instance -> fields(instance.getClass(), instance)))
                .filter(field -> type.get().isInstance(field.extension()))
                .forEach(field -> refuseElsewhere(field, context));
    }

    private static boolean isToCome(ExtensionContext context, List<Declaration> declarations) {
        return declarations.stream()
                .anyMatch(each -> each.annotation().scope() == Scope.SUITE
                        && TestClusters.ifCreated(each, context).isEmpty());
    }

    private static void refuseElsewhere(RegisteredField field, ExtensionContext context) {
        Optional<String> url = client(field.extension()).map(OperatorExtensions::url);
        boolean isOurs = TestClusters.inSight(context).stream()
                .anyMatch(cluster -> url.filter(cluster.apiUrl()::equals).isPresent());
        // Asked last: it may run a credential plugin.
        if (!isOurs && url.filter(url(Config.autoConfigure(null))::equals).isPresent()) {
            throw new InvalidSpecException(
                    "The extension %s of %s can't be used beside @NestedCluster"
                            .formatted(
                                    field.field().getName(),
                                    field.field().getDeclaringClass().getName()),
                    "%s leads to %s, the cluster that it finds on this machine, and not to the nested one"
                            .formatted(field.extension().getClass().getSimpleName(), Redaction.quoted(url.get())),
                    "set ksail.ambientKubeconfig=true, which makes it find a nested cluster; or give it the class's own by"
                            + " withKubernetesClient(client): client a static field that @NestedCluster fills, the"
                            + " extension not static");
        }
    }

    private static Optional<Config> client(Object extension) {
        return ReflectionSupport.findMethod(extension.getClass(), CLIENT)
                .map((Method method) -> ReflectionSupport.invokeMethod(method, extension))
                .filter(KubernetesClient.class::isInstance)
                .map(client -> ((KubernetesClient) client).getConfiguration());
    }

    private static String url(Config config) {
        return String.valueOf(config.getMasterUrl()).replaceFirst("/+$", "");
    }

    /** The static ones of a class, or the others of an instance. */
    private static Stream<RegisteredField> fields(Class<?> type, @Nullable Object instance) {
        return AnnotationSupport.findAnnotatedFields(
                        type,
                        RegisterExtension.class,
                        field -> ModifierSupport.isStatic(field) == (instance == null),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .flatMap(field -> ReflectionSupport.tryToReadFieldValue(field, instance).toOptional().stream()
                        .map(extension -> new RegisteredField(field, extension)));
    }

    private record RegisteredField(Field field, Object extension) {}
}
