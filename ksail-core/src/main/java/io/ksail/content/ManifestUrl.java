package io.ksail.content;

import io.ksail.internal.Causes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/**
 * Manifests behind a URL, such as those of a project's release.
 *
 * @param url http or https
 */
record ManifestUrl(String url) {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_OF_SERVER = 500;

    ManifestFile read() {
        try {
            HttpResponse<byte[]> answer = HttpClient.newBuilder()
                    .connectTimeout(CONNECT_LIMIT)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(ANSWER_LIMIT)
                                    .build(),
                            BodyHandlers.ofByteArray());
            if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
                throw refused(answer);
            }
            return ManifestFile.of(url, answer.body());
        } catch (IOException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(
                    url,
                    message(e),
                    "check that this machine reaches the server, or keep a copy of the file in src/test/resources",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ManifestFile.unreadable(url, "the thread was interrupted", "run the test again", e);
        }
    }

    private ContentException refused(HttpResponse<?> answer) {
        int status = answer.statusCode();
        String seen = "the server answers " + status;
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_FORBIDDEN) {
            return ManifestFile.unreadable(
                    url,
                    seen + ": it wants to know who asks",
                    "correct the URL: it must need no log-in; or keep a copy of the file in src/test/resources");
        }
        if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
            return ManifestFile.unreadable(
                    url, seen + ": it has no such file", "correct the URL: it must need no log-in either");
        }
        if (status >= FIRST_OF_SERVER) {
            return ManifestFile.unreadable(
                    url, seen + ": it fails", "try again later, or keep a copy of the file in src/test/resources");
        }
        return answer.headers()
                .firstValue("location")
                .map(target -> ManifestFile.unreadable(
                        url,
                        "%s, and leads on to %s".formatted(seen, target),
                        "give that URL, if you trust it: from https to http, or in a circle, nobody is followed"))
                .orElseGet(() -> ManifestFile.unreadable(
                        url, seen + " instead of a file", "correct the URL: it must lead to the file itself"));
    }

    private static String message(Exception e) {
        if (e instanceof HttpTimeoutException) {
            return "the server does not answer in time";
        }
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return "there is no server of that name";
            }
        }
        return e instanceof ConnectException ? "nothing takes the connection there" : Causes.message(e);
    }
}
