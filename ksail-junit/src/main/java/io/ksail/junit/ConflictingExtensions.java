package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Extensions of others, known by the names of their annotations, that have tests run on a cluster of theirs: both they and
 * we would set the same fields, and a test would silently run on the one or on the other.
 */
final class ConflictingExtensions {

    private static final List<String> WITH_A_SERVER = List.of(
            "io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient",
            "io.fabric8.openshift.client.server.mock.EnableOpenShiftMockClient",
            "io.fabric8.kubeapitest.junit.EnableKubeAPIServer");

    private static final List<String> ON_THE_AMBIENT_CLUSTER = List.of(
            "io.fabric8.junit.jupiter.api.KubernetesTest",
            "io.fabric8.junit.jupiter.api.LoadKubernetesManifests",
            "io.fabric8.junit.jupiter.api.RequireK8sSupport",
            "io.fabric8.junit.jupiter.api.RequireK8sVersionAtLeast");

    private ConflictingExtensions() {}

    /** Refuses them on a class or method, and on the classes around it, before they have done anything. */
    static void refuse(ExtensionContext context, List<Declaration> declarations) {
        if (declarations.isEmpty()) {
            return;
        }
        find(WITH_A_SERVER, context).ifPresent(other -> {
            throw refusal(
                    other,
                    context,
                    "it sets the clients of the class to a server of its own, so tests would not run on the nested cluster",
                    "leave one of the two out, or put them on classes of their own");
        });
        if (!declarations.stream().allMatch(declaration -> AmbientCluster.isDeclaredBy(declaration, context))) {
            find(ON_THE_AMBIENT_CLUSTER, context).ifPresent(other -> {
                throw refusal(
                        other,
                        context,
                        "it uses the cluster of the kubeconfig that it finds on this machine, which is not the nested one",
                        "set ksail.ambientKubeconfig=true, which makes it find a nested cluster, and leave @NestedCluster"
                                + " out or have it say scope = SUITE and nothing else; or leave the other one out");
            });
        }
    }

    private static Optional<Class<? extends Annotation>> find(List<String> names, ExtensionContext context) {
        ClassLoader loader = context.getRequiredTestClass().getClassLoader();
        return names.stream()
                .map(name -> ReflectionSupport.tryToLoadClass(name, loader).toOptional())
                .flatMap(Optional::stream)
                .<Class<? extends Annotation>>map(type -> type.asSubclass(Annotation.class))
                .filter(type -> isAround(type, context))
                .findFirst();
    }

    private static boolean isAround(Class<? extends Annotation> type, ExtensionContext context) {
        return Declarations.withParents(context)
                .flatMap(at -> Stream.concat(at.getTestMethod().stream(), at.getTestClass().stream()))
                .anyMatch(element -> AnnotationSupport.isAnnotated(element, type));
    }

    private static InvalidSpecException refusal(
            Class<? extends Annotation> other, ExtensionContext context, String seen, String remedy) {
        return new InvalidSpecException(
                "@%s of %s can't be used beside @NestedCluster"
                        .formatted(
                                other.getSimpleName(),
                                context.getRequiredTestClass().getName()),
                seen,
                remedy);
    }
}
