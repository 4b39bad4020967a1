package io.ksail.access;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.CertificateSigningRequestResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Der;
import io.ksail.internal.Durations;
import io.ksail.internal.Pem;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A client certificate for a user, as an administrator of a real cluster would issue it: the key never leaves this JVM,
 * the cluster signs.
 */
final class UserLogin {

    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    /** An RSA key, because every client reads one; fabric8 takes a PKCS#8 key for RSA. */
    private static final int KEY_BITS = 2048;

    private static final Duration SIGNED_WITHIN = Duration.ofSeconds(30);
    private static final Set<String> ENDS_BADLY = Set.of("Failed", "Denied");

    private final KubernetesClient administrator;
    private final String tried;

    UserLogin(KubernetesClient administrator, String tried) {
        this.administrator = administrator;
        this.tried = tried;
    }

    AuthInfo of(String user, List<String> groups) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair keys = generator.generateKeyPair();
            String certificate = signed(SigningRequest.of(user, groups, keys));
            return new AuthInfoBuilder()
                    .withClientCertificateData(certificate)
                    .withClientKeyData(
                            Pem.base64("PRIVATE KEY", keys.getPrivate().getEncoded()))
                    .build();
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), e);
        } catch (GeneralSecurityException e) {
            throw failure(String.valueOf(e), e);
        }
    }

    private String signed(byte[] request) {
        CertificateSigningRequest asked = administrator
                .certificates()
                .v1()
                .certificateSigningRequests()
                .resource(request(request))
                .create();
        CertificateSigningRequestResource<CertificateSigningRequest> there = administrator
                .certificates()
                .v1()
                .certificateSigningRequests()
                .withName(asked.getMetadata().getName());
        try {
            there.approve(approval());
            return decided(there);
        } finally {
            there.delete();
        }
    }

    private static CertificateSigningRequest request(byte[] request) {
        return new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withGenerateName("ksail-")
                .endMetadata()
                .withNewSpec()
                .withSignerName(SIGNER)
                .withUsages("client auth")
                .withRequest(Pem.base64("CERTIFICATE REQUEST", request))
                .endSpec()
                .build();
    }

    private static CertificateSigningRequestCondition approval() {
        return new CertificateSigningRequestConditionBuilder()
                .withType("Approved")
                .withStatus("True")
                .withReason("KSail")
                .withMessage("asked for by a test")
                .build();
    }

    private String decided(Resource<CertificateSigningRequest> request) {
        CompletableFuture<List<CertificateSigningRequest>> decision =
                request.informOnCondition(found -> found.stream().anyMatch(UserLogin::isDecided));
        CertificateSigningRequest decided = Await.value(
                        decision,
                        SIGNED_WITHIN,
                        late -> failure("no certificate was issued within " + Durations.readable(SIGNED_WITHIN), late),
                        failed -> failure(Causes.message(failed), failed),
                        interrupted ->
                                failure("the thread was interrupted while waiting for the certificate", interrupted))
                .get(0);
        if (isSigned(decided)) {
            return decided.getStatus().getCertificate();
        }
        throw failure(
                decided.getStatus().getConditions().stream()
                        .filter(condition -> ENDS_BADLY.contains(condition.getType()))
                        .map(CertificateSigningRequestCondition::getMessage)
                        .findFirst()
                        .orElse("the request was refused"),
                null);
    }

    private static boolean isDecided(CertificateSigningRequest request) {
        return isSigned(request)
                || request.getStatus() != null
                        && request.getStatus().getConditions().stream()
                                .anyMatch(condition -> ENDS_BADLY.contains(condition.getType()));
    }

    private static boolean isSigned(CertificateSigningRequest request) {
        return request.getStatus() != null
                && request.getStatus().getCertificate() != null
                && !request.getStatus().getCertificate().isEmpty();
    }

    private KsailException failure(String seen, @org.jspecify.annotations.Nullable Throwable cause) {
        return new KsailException(
                tried,
                seen,
                "look whether the cluster's controller manager signs for " + SIGNER
                        + "; Kubernetes issues no certificates for the group system:masters",
                cause);
    }

    /** A PKCS#10 request for a certificate (RFC 2986): the user is the common name, groups are organizations. */
    private static final class SigningRequest {

        private static final String COMMON_NAME = "2.5.4.3";
        private static final String ORGANIZATION = "2.5.4.10";
        private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
        private static final int NO_ATTRIBUTES = 0xa0;

        private SigningRequest() {}

        /**
         * Signs a request.
         *
         * @param keys an RSA key pair
         * @return the request in DER
         */
        static byte[] of(String user, List<String> groups, KeyPair keys) throws GeneralSecurityException {
            byte[] asked = Der.sequence(
                    Der.integer(BigInteger.ZERO),
                    subject(user, groups),
                    keys.getPublic().getEncoded(),
                    Der.tagged(NO_ATTRIBUTES));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(asked);
            return Der.sequence(
                    asked, Der.sequence(Der.oid(SHA256_WITH_RSA), Der.nothing()), Der.bits(signature.sign()));
        }

        private static byte[] subject(String user, List<String> groups) {
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            groups.forEach(group -> names.writeBytes(attribute(ORGANIZATION, group)));
            names.writeBytes(attribute(COMMON_NAME, user));
            return Der.sequence(names.toByteArray());
        }

        private static byte[] attribute(String type, String value) {
            return Der.set(Der.sequence(Der.oid(type), Der.text(value)));
        }
    }
}
