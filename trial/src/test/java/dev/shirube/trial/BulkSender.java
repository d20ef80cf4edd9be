// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends documents as shippers of Elasticsearch do: each with its own id, a bulk at a time, and a
/// bulk again and again until it is acknowledged.
final class BulkSender implements Runnable {
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final HttpClient client;
  private final Target target;
  private final Ledger.Sender page;
  private final Progress progress;
  private final Turns turns;

  /// Where to send, and how much in one go.
  ///
  /// @param patience how long to wait for an answer
  record Target(
      String name, TenantId tenant, String door, String token, int documents, Duration patience) {}

  /// Tells a sender when to send.
  @FunctionalInterface
  interface Turns {
    /// Waits for the next turn.
    ///
    /// @return false when there is none any more
    boolean next();
  }

  /// What all senders have done so far.
  ///
  /// @param acknowledged how many bulks
  /// @param again how often a bulk had to be sent again
  /// @param answers what was answered that no sender of the kind expects, and how often
  record Progress(AtomicLong acknowledged, AtomicLong again, Map<String, Long> answers) {
    Progress() {
      this(new AtomicLong(), new AtomicLong(), new TreeMap<>());
    }

    /// Counts a bulk.
    synchronized void acknowledge() {
      acknowledged.incrementAndGet();
      notifyAll();
    }

    /// Counts that a bulk has to be sent again, and pauses before that: longer each time, as
    /// shippers do.
    ///
    /// @param tries how often it was sent already
    /// @return false when the sender is to end
    boolean again(int tries) {
      again.incrementAndGet();
      LockSupport.parkNanos(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.min(tries, 10)));
      return !Thread.currentThread().isInterrupted();
    }

    /// Notes an answer that should not have come.
    synchronized void strange(String answer) {
      answers.merge(answer.substring(0, Math.min(200, answer.length())), 1L, Long::sum);
    }

    /// What should not have been answered, and how often it was.
    synchronized Map<String, Long> strangeAnswers() {
      return Map.copyOf(answers);
    }

    /// How it stands, for whoever waits in vain.
    String said() {
      return acknowledged + " acknowledged, " + again + " sent again, " + strangeAnswers();
    }

    /// Waits a little, for anything to move.
    void pause() throws InterruptedException {
      boolean _ = await(acknowledged.get() + 1);
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

  BulkSender(HttpClient client, Target target, Ledger ledger, Progress progress, Turns turns) {
    this.client = client;
    this.target = target;
    this.progress = progress;
    this.turns = turns;
    page = ledger.sender(target.name(), target.tenant());
  }

  @Override
  public void run() {
    while (turns.next()) {
      long first = page.sends(target.documents());
      HttpRequest request = request(body(first));
      for (int tries = 1; !isTaken(request); tries++) {
        if (!progress.again(tries)) {
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
        .timeout(target.patience())
        .header("Authorization", "Bearer " + target.token())
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private boolean isTaken(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      switch (answer.statusCode()) {
        case 200 -> {
          return answer.body().contains("\"errors\":false");
        }
        case 429, 503 -> {}
        default -> progress.strange(answer.statusCode() + ": " + answer.body());
      }
      return false;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
