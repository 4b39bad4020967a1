package io.ksail.benchmarks;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Twenty test classes, each with a cluster of its own and one test that takes a second. */
final class OneSecondClasses {

    private OneSecondClasses() {}

    static List<Class<?>> all() {
        return Arrays.stream(OneSecondClasses.class.getDeclaredClasses())
                .filter(each -> each.isAnnotationPresent(NestedCluster.class) && each != Test00.class)
                .toList();
    }

    static List<Class<?>> warmUp() {
        return List.of(Test00.class);
    }

    abstract static class OneSecond {
        @Test
        void takes_a_second(KubernetesClient client) throws InterruptedException {
            client.namespaces().list();
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        }
    }

    @NestedCluster
    static class Test00 extends OneSecond {}

    @NestedCluster
    static class Test01 extends OneSecond {}

    @NestedCluster
    static class Test02 extends OneSecond {}

    @NestedCluster
    static class Test03 extends OneSecond {}

    @NestedCluster
    static class Test04 extends OneSecond {}

    @NestedCluster
    static class Test05 extends OneSecond {}

    @NestedCluster
    static class Test06 extends OneSecond {}

    @NestedCluster
    static class Test07 extends OneSecond {}

    @NestedCluster
    static class Test08 extends OneSecond {}

    @NestedCluster
    static class Test09 extends OneSecond {}

    @NestedCluster
    static class Test10 extends OneSecond {}

    @NestedCluster
    static class Test11 extends OneSecond {}

    @NestedCluster
    static class Test12 extends OneSecond {}

    @NestedCluster
    static class Test13 extends OneSecond {}

    @NestedCluster
    static class Test14 extends OneSecond {}

    @NestedCluster
    static class Test15 extends OneSecond {}

    @NestedCluster
    static class Test16 extends OneSecond {}

    @NestedCluster
    static class Test17 extends OneSecond {}

    @NestedCluster
    static class Test18 extends OneSecond {}

    @NestedCluster
    static class Test19 extends OneSecond {}

    @NestedCluster
    static class Test20 extends OneSecond {}
}
