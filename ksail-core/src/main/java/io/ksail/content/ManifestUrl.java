package io.ksail.content;

import io.ksail.internal.Causes;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Manifests behind a URL, such as those of a project's release.
 *
 * @param url http or https
 */
record ManifestUrl(String url) {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    ManifestFile read() {
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(CONNECT_LIMIT)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(ANSWER_LIMIT)
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
                throw ManifestFile.unreadable(
                        url, "the server answers " + answer.statusCode(), "correct the URL: it must need no log-in");
            }
            return new ManifestFile(url, answer.body());
        } catch (IOException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(
                    url,
                    Causes.words(e),
                    "check that this machine reaches the server, or keep a copy of the file in src/test/resources",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ManifestFile.unreadable(url, "the thread was interrupted", "run the test again", e);
        }
    }
}
