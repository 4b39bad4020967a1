package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.exposure.Endpoint;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.MachineApi;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.exposure.ExposureFallback;
import io.ksail.internal.exposure.ExposureRequest;
import io.ksail.internal.exposure.ExposureTier.Skipped;
import io.ksail.internal.exposure.Offer;
import io.ksail.internal.kubeconfig.TemporaryFile;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.kubeconfig.Talosconfig;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The Talos API of a cluster, which is exposed when somebody asks for it, in the way that the Kubernetes API is: of the
 * tiers the first whose address answers. What one process has exposed serves the others too. Thread-safe.
 */
final class TalosAccess implements AutoCloseable {

    /** With an address that answers nobody, when another one can be tried. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Host and port, as another process has written them, or somebody else. */
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):\\d{1,5}");

    private final ApiExposure exposure;
    private final ClusterSpec spec;
    private final ClusterNamespace namespace;
    private final Nodes nodes;
    private @Nullable Talosconfig talosconfig;
    private @Nullable ExposureFallback fallback;
    private @Nullable TemporaryFile file;

    TalosAccess(ApiExposure exposure, ClusterSpec spec, ClusterNamespace namespace, Nodes nodes) {
        this.exposure = exposure;
        this.spec = spec;
        this.namespace = namespace;
        this.nodes = nodes;
    }

    KubernetesClient host() {
        return exposure.host().client();
    }

    synchronized Talosconfig talosconfig() {
        if (talosconfig == null) {
            MachineApi api = nodes.machineApi()
                    .orElseThrow(() -> failure(
                            "its distribution is %s, whose nodes have no Talos API".formatted(spec.distribution()),
                            "ask for it of a cluster with the distribution Talos",
                            null));
            try {
                talosconfig = found(api);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("the thread was interrupted while the Talos API was exposed", "ask again", e);
            } catch (KsailException e) {
                throw e;
            } catch (RuntimeException e) {
                throw failure(Causes.message(e), "look at what the host and the node say above", e);
            }
        }
        return talosconfig;
    }

    synchronized Path file() {
        Talosconfig config = talosconfig();
        if (file == null) {
            file = TemporaryFile.of(spec.name().value(), config);
        }
        return file.path();
    }

    private Talosconfig found(MachineApi api) throws InterruptedException {
        String admin = api.adminConfig();
        String node = api.node();
        Optional<Talosconfig> before = exposedBefore().map(known -> Talosconfig.rewritten(admin, known, node));
        if (before.isPresent()
                && Handshake.failure(before.get(), Deadline.in(PATIENCE)).isEmpty()) {
            return before.get();
        }
        return exposed(api, admin, node);
    }

    private Optional<String> exposedBefore() {
        return namespace
                .now()
                .flatMap(there -> ClusterLabels.annotation(there, ClusterLabels.TALOS_ENDPOINT))
                .filter(TalosAccess::isAuthority);
    }

    static boolean isAuthority(String text) {
        return AUTHORITY.matcher(text).matches();
    }

    private Talosconfig exposed(MachineApi api, String admin, String node) throws InterruptedException {
        Deadline deadline = Deadline.in(spec.readyTimeout());
        if (fallback != null) {
            // Somebody has asked before, and it failed.
            fallback.close();
        }
        ExposureFallback tiers = exposure.chain().begin(request(api, deadline));
        fallback = tiers;
        while (true) {
            Offer next = tiers.next();
            Endpoint endpoint = next.endpoints().get(0);
            api.answerTo(next.endpoints().stream().map(Endpoint::address).toList());
            Talosconfig config = Talosconfig.rewritten(admin, authority(endpoint), node);
            Optional<String> failure = Handshake.failure(config, Deadline.in(patience(tiers, deadline)));
            if (failure.isEmpty()) {
                tellOthers(next, endpoint);
                return config;
            }
            tiers.skip(
                    next,
                    new Skipped(
                            "%s can't be reached from here: %s".formatted(authority(endpoint), failure.get()),
                            "open the way from here to that address of the host"));
        }
    }

    private static Duration patience(ExposureFallback fallback, Deadline deadline) {
        return fallback.goesOn() ? PATIENCE : deadline.remaining().dividedBy(2);
    }

    private ExposureRequest request(MachineApi api, Deadline deadline) {
        Distribution distribution = Distribution.of(spec.distribution());
        return new ExposureRequest(
                exposure.host(),
                spec.namespace(),
                spec.namespace() + "-talos",
                distribution.labels(spec),
                distribution.apiSelector(spec.name()),
                api.port(),
                spec.gatewayClassName(),
                spec.exposure(),
                exposure.outlivesProcess(),
                deadline);
    }

    /** Nobody else can use a port that this process forwards. */
    private void tellOthers(Offer exposed, Endpoint endpoint) {
        if (exposed.type() != ExposureType.PORT_FORWARD) {
            namespace.annotate(Map.of(ClusterLabels.TALOS_ENDPOINT, Optional.of(authority(endpoint))));
        }
    }

    private static String authority(Endpoint endpoint) {
        return endpoint.url().replaceFirst("^https://", "");
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException(
                "The talosconfig of cluster '%s' is not available".formatted(spec.name()), seen, remedy, cause);
    }

    @Override
    public synchronized void close() {
        if (fallback != null) {
            fallback.close();
        }
        if (file != null) {
            file.close();
        }
    }

    /** Verifies a talosconfig's endpoint from where the test runs: who answers there has the certificate that belongs there. */
    private static final class Handshake {

        /** A port that does not listen yet, or does not have its new certificate yet, has no event to wait for. */
        private static final Duration PAUSE = Duration.ofMillis(100);

        private static final int CONNECT_MILLIS = 2_000;

        private Handshake() {}

        /** Tries until it works; empty when it did, else why it did not work at last. */
        static Optional<String> failure(Talosconfig talosconfig, Deadline deadline) throws InterruptedException {
            while (true) {
                try {
                    shakeHands(talosconfig);
                    return Optional.empty();
                } catch (IOException | GeneralSecurityException e) {
                    if (deadline.passed()) {
                        return Optional.of(Causes.message(e));
                    }
                }
                Await.pause(PAUSE);
            }
        }

        private static void shakeHands(Talosconfig talosconfig) throws IOException, GeneralSecurityException {
            URI address = URI.create("talos://" + talosconfig.endpoint());
            String host = address.getHost().replaceAll("[\\[\\]]", "");
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(host, address.getPort()), CONNECT_MILLIS);
                plain.setSoTimeout(CONNECT_MILLIS);
                try (SSLSocket socket = (SSLSocket) trusting(authority(talosconfig))
                        .getSocketFactory()
                        .createSocket(plain, host, address.getPort(), true)) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    parameters.setApplicationProtocols(new String[] {"h2"});
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();
                }
            }
        }

        private static SSLContext trusting(byte[] authority) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "talos",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }

        private static byte[] authority(Talosconfig talosconfig) {
            Map<?, ?> file = Serialization.unmarshal(talosconfig.yaml(), Map.class);
            Map<?, ?> context = (Map<?, ?>) ((Map<?, ?>) file.get("contexts")).get(talosconfig.context());
            return Base64.getDecoder().decode(String.valueOf(context.get("ca")));
        }
    }
}
