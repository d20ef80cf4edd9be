// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends documents as shippers of Elasticsearch do: each with its own id, a bulk at a time, and a
/// bulk again and again until it is acknowledged.
final class BulkSender implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final HttpClient client;
  private final Target target;
  private final Ledger.Sender page;
  private final Progress progress;

  /// Where to send, and how much.
  ///
  /// @param bulks how many bulks of how many documents
  record Target(
      String name, TenantId tenant, String door, String token, int bulks, int documents) {}

  /// What all senders have done so far.
  ///
  /// @param acknowledged how many bulks
  /// @param again how often a bulk had to be sent again
  record Progress(AtomicLong acknowledged, AtomicLong again) {
    Progress() {
      this(new AtomicLong(), new AtomicLong());
    }

    /// Counts a bulk.
    synchronized void acknowledge() {
      acknowledged.incrementAndGet();
      notifyAll();
    }

    /// Waits a little for a number of acknowledged bulks.
    ///
    /// @return whether there are so many
    synchronized boolean await(long bulks) throws InterruptedException {
      long end = System.nanoTime() + 250_000_000L;
      while (acknowledged.get() < bulks && System.nanoTime() < end) {
        wait(50);
      }
      return acknowledged.get() >= bulks;
    }
  }

  BulkSender(HttpClient client, Target target, Ledger ledger, Progress progress) {
    this.client = client;
    this.target = target;
    this.progress = progress;
    page = ledger.sender(target.name(), target.tenant());
  }

  @Override
  public void run() {
    for (int bulk = 0; bulk < target.bulks(); bulk++) {
      long first = page.sends(target.documents());
      HttpRequest request = request(body(first));
      while (!isTaken(request)) {
        progress.again.incrementAndGet();
        LockSupport.parkNanos(PAUSE);
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
      page.acknowledged(first, first + target.documents() - 1);
      progress.acknowledge();
    }
  }

  private String body(long first) {
    StringBuilder body = new StringBuilder();
    for (long number = first; number < first + target.documents(); number++) {
      body.append("{\"create\":{\"_index\":\"trial\",\"_id\":\"")
          .append(target.name())
          .append('-')
          .append(number)
          .append("\"}}\n")
          .append(Harvest.document(target.name(), number))
          .append('\n');
    }
    return body.toString();
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(target.door() + "/_bulk"))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + target.token())
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private boolean isTaken(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 -> answer.body().contains("\"errors\":false");
        case 429, 503 -> false;
        default -> throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
      };
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
