package io.ksail.internal.image;

/** Names of images in full, as nodes know them. */
public final class FullName {

    private static final String DOCKER_HUB = "docker.io";

    private FullName() {}

    /**
     * The name with everything that people leave out.
     *
     * @param reference such as {@code my-operator}
     * @return such as {@code docker.io/library/my-operator:latest}
     */
    public static String of(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean isRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = isRegistry ? first.replace("index." + DOCKER_HUB, DOCKER_HUB) : DOCKER_HUB;
        String path = isRegistry ? reference.substring(slash + 1) : reference;
        String full = registry.equals(DOCKER_HUB) && !path.contains("/") ? "library/" + path : path;
        boolean hasTag = full.substring(full.lastIndexOf('/') + 1).contains(":") || full.contains("@");
        return registry + "/" + full + (hasTag ? "" : ":latest");
    }
}
