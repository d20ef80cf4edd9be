// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Somebody with the administrator's token who looks at a running product again and again, as the
/// status page does.
public final class Onlooker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BETWEEN_MILLIS = 10;

  private final StationProcess station;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final CountDownLatch never = new CountDownLatch(1);

  public Onlooker(StationProcess station) {
    this.station = station;
  }

  /// Waits until the product answers.
  public void awaitReady() throws IOException, InterruptedException {
    String _ = await("it to be ready", this::health, answer -> answer.contains("true"));
  }

  private String health() throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(station.page() + "/api/v1/health")).GET());
  }

  /// What a question is answered with, as lines of JSON.
  public String hunt(String question) throws IOException, InterruptedException {
    return send(
        asking("/api/v1/hunt?language=en&tenant=local")
            .POST(HttpRequest.BodyPublishers.ofString(question)));
  }

  /// Waits until the answer to a question is as wanted, and gives it.
  public String awaitAnswer(String question, Predicate<String> wanted)
      throws IOException, InterruptedException {
    return await(question, () -> hunt(question), wanted);
  }

  /// How many records of a door are on the disk.
  ///
  /// @param name as the status page has it in English
  public long durable(String name) throws IOException, InterruptedException {
    String all = send(asking("/api/v1/status?language=en&tenant=local").GET());
    int door = all.indexOf("\"name\":\"" + name + "\"");
    String member = "\"durable\":";
    int from = door < 0 ? -1 : all.indexOf(member, door);
    return from < 0
        ? 0
        : Long.parseLong(all.substring(from + member.length(), all.indexOf(',', from)));
  }

  /// Waits until so many records of a door are on the disk, which is when it acknowledges them.
  ///
  /// @return when, as a time of {@link System#nanoTime}
  public long awaitDurable(String door, long records) throws IOException, InterruptedException {
    String _ =
        await(
            records + " records of " + door,
            () -> Long.toString(durable(door)),
            count -> Long.parseLong(count) >= records);
    return System.nanoTime();
  }

  private HttpRequest.Builder asking(String target) throws IOException {
    String token = Files.readString(station.data().administratorToken()).strip();
    return HttpRequest.newBuilder(URI.create(station.page() + target))
        .header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// Looks at something.
  @FunctionalInterface
  private interface Look {
    String now() throws IOException, InterruptedException;
  }

  private String await(String what, Look look, Predicate<String> wanted)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    String seen = "";
    while (System.nanoTime() < until) {
      station.requireAlive();
      try {
        seen = look.now();
        if (wanted.test(seen)) {
          return seen;
        }
      } catch (IOException e) {
        // Not there yet.
        seen = e.toString();
      }
      boolean _ = never.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("waited in vain for " + what + "; the last answer: " + seen);
  }

  @Override
  public void close() {
    client.close();
  }
}
