// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Problems;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs all rules by several threads, each with a runner of its own. A host's events all go to the
/// same worker, in their order, so that what a runner remembers is of use to it; events that name
/// no host go by their input, or their source where there is none.
///
/// What is found does not depend on the number of workers, nor does its order: a thread of its own,
/// the clerk, takes what the workers say batch by batch and event by event, as it came in, to the
/// correlations and to whoever wants it. All that a caller hands in is called by the clerk, one
/// thing at a time.
///
/// For one calling thread at a time. Every method but {@link #submit} and {@link #now} waits until
/// what was submitted has been judged. What goes wrong in a worker, or in what a caller handed in,
/// is thrown by the next method called; what was submitted after it is not judged then.
public final class Workers implements Detector {
  private static final int WAITING_PER_WORKER = 2;
  private static final int EVERYONE = -1;
  private static final Task END =
      new Task(
          new EventBatch(TenantId.LOCAL, new FieldNames()),
          false,
          _ -> {},
          _ -> {},
          new int[0],
          noHits(0),
          new CountDownLatch(0));

  private final Correlations correlations;
  private final List<Worker> workers = new ArrayList<>();
  private final BlockingQueue<Task> order = new LinkedBlockingQueue<>();
  private final Thread clerk;
  private final HostRoute route;
  private final EventBatch nothing = new EventBatch(TenantId.LOCAL, new FieldNames());
  private final Underway underway;

  /// Hears that a batch has been judged.
  @FunctionalInterface
  public interface Judged {
    /// Called once for each batch, in the order in which they were submitted, when every finding
    /// that it led to has been given out.
    ///
    /// @param batch the events; not to be kept
    void judged(EventBatch batch);
  }

  /// What a rule said of an event.
  private record Hit(int index, Detection detection, Outcome outcome, @Nullable Finding finding) {}

  /// A batch on its way.
  ///
  /// @param own whether the batch is one of ours, to be used again
  /// @param workers which worker each event goes to
  /// @param hits what each worker said; null for those without an event in it
  /// @param open how many workers are not done
  private record Task(
      EventBatch batch,
      boolean own,
      FindingSink sink,
      Judged judged,
      int[] workers,
      @Nullable List<Hit>[] hits,
      CountDownLatch open) {
    /// Whether there is nothing more to do for anyone.
    boolean isEnd() {
      return hits.length == 0;
    }

    /// Whether nobody is to hear of it.
    boolean isRehearsal() {
      return workers.length > 0 && workers[0] == EVERYONE;
    }
  }

  /// @param number how many workers, at least 1
  /// @param runners makes a runner for each worker when its first event comes, in its thread
  /// @param problems told what the limits of correlations cost, by methods that wait
  public Workers(
      int number,
      Supplier<? extends RuleRunner> runners,
      RuleSet rules,
      CorrelationLimits limits,
      Problems problems) {
    this(number, runners, new Correlations(rules, limits, problems));
  }

  Workers(int number, Supplier<? extends RuleRunner> runners, Correlations correlations) {
    this.correlations = correlations;
    route = new HostRoute(number);
    underway = new Underway(number * WAITING_PER_WORKER + 1);
    for (int each = 0; each < number; each++) {
      workers.add(new Worker(each, runners));
    }
    clerk = Thread.ofPlatform().name("shirube-clerk").daemon().start(this::clerk);
  }

  /// Takes the events of a batch, which is empty when this returns, and has them judged. Waits only
  /// while too much is on its way already.
  ///
  /// @param judged told when that is done
  public void submit(EventBatch batch, FindingSink sink, Judged judged) {
    EventBatch own = underway.begin();
    batch.handOver(own);
    enter(own, true, sink, judged);
  }

  @Override
  public void detect(EventBatch batch, FindingSink sink) {
    settle();
    underway.begin();
    enter(batch, false, sink, _ -> {});
    settle();
  }

  private void enter(EventBatch batch, boolean own, FindingSink sink, Judged judged) {
    int[] shares = new int[batch.count()];
    @Nullable List<Hit>[] hits = noHits(workers.size());
    int open = 0;
    for (int index = 0; index < shares.length; index++) {
      int number = route.workerOf(batch, index);
      shares[index] = number;
      if (hits[number] == null) {
        hits[number] = new ArrayList<>();
        open++;
      }
    }
    Task task = new Task(batch, own, sink, judged, shares, hits, new CountDownLatch(open));
    order.add(task);
    for (Worker worker : workers) {
      if (hits[worker.number] != null) {
        worker.tasks.add(task);
      }
    }
  }

  /// Has every worker run the rules on all events of a sample, and forgets what they say: so that
  /// the first events that count meet code that is compiled and values that are known. Costs what
  /// the sample costs, once for each worker; for those who start before events come.
  public void warmUp(EventBatch sample) {
    settle();
    underway.begin();
    int[] shares = new int[sample.count()];
    Arrays.fill(shares, EVERYONE);
    @Nullable List<Hit>[] hits = noHits(workers.size());
    Arrays.setAll(hits, _ -> new ArrayList<>());
    CountDownLatch open = new CountDownLatch(workers.size());
    Task task = new Task(sample, false, _ -> {}, _ -> {}, shares, hits, open);
    order.add(task);
    workers.forEach(worker -> worker.tasks.add(task));
    settle();
  }

  /// Waits until all that was submitted has been judged and everyone has been told.
  public void settle() {
    underway.settle();
  }

  /// One thread with a runner of its own.
  private final class Worker {
    private final int number;
    private final Supplier<? extends RuleRunner> runners;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private @Nullable Judge judge;

    Worker(int number, Supplier<? extends RuleRunner> runners) {
      this.number = number;
      this.runners = runners;
      thread =
          Thread.ofPlatform().name("shirube-worker-" + (number + 1)).daemon().start(this::work);
    }

    private void work() {
      for (Task task = next(tasks); !task.isEnd(); task = next(tasks)) {
        try {
          if (underway.goesOn()) {
            judge(task);
          }
        } catch (RuntimeException | Error e) {
          underway.fail(e);
        }
        task.open.countDown();
      }
    }

    private void judge(Task task) {
      List<Hit> hits = task.hits[number];
      Judge own = judge;
      if (own == null) {
        own = new Judge(runners.get());
        judge = own;
      }
      for (int index = 0; hits != null && index < task.workers.length; index++) {
        if (task.workers[index] == number || task.workers[index] == EVERYONE) {
          int event = index;
          own.judge(
              task.batch,
              event,
              (detection, outcome, finding) -> {
                if (finding != null || correlations.looksAt(detection)) {
                  hits.add(new Hit(event, detection, outcome, finding));
                }
              });
        }
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java makes no arrays of lists of something.
  private static @Nullable List<Hit>[] noHits(int workers) {
    return new List[workers];
  }

  private static Task next(BlockingQueue<Task> tasks) {
    try {
      return tasks.take();
    } catch (InterruptedException _) {
      // Nobody has a reason to interrupt these threads; whoever does ends them.
      return END;
    }
  }

  private void clerk() {
    Event cursor = new Event();
    for (Task task = next(order); !task.isEnd(); task = next(order)) {
      try {
        task.open.await();
        if (underway.goesOn() && !task.isRehearsal()) {
          tell(task, cursor);
        }
      } catch (InterruptedException e) {
        underway.fail(new IllegalStateException(e));
      } catch (RuntimeException | Error e) {
        underway.fail(e);
      }
      underway.end(task.own ? task.batch : null);
    }
  }

  /// Tells of a batch exactly as one thread that does it all would.
  private void tell(Task task, Event cursor) {
    List<Hit> hits = new ArrayList<>();
    for (List<Hit> each : task.hits) {
      if (each != null) {
        hits.addAll(each);
      }
    }
    // An event went to one worker, so what rules said of it stays in its order.
    hits.sort(Comparator.comparingInt(Hit::index));
    for (Hit hit : hits) {
      if (hit.outcome == Outcome.YES) {
        correlations.see(hit.detection, cursor.on(task.batch, hit.index));
      }
      Finding finding = hit.finding;
      if (finding != null) {
        task.sink.accept(finding);
      }
    }
    correlations.arrived(task.batch, task.sink);
    task.judged.judged(task.batch);
  }

  @Override
  public void advanceTo(long nanos, FindingSink sink) {
    settle();
    correlations.advanceTo(nanos, sink);
  }

  @Override
  public void now(long nanos, FindingSink sink) {
    submit(nothing, sink, _ -> correlations.now(nanos, sink));
  }

  @Override
  public void preview(long nanos, FindingSink sink) {
    settle();
    correlations.preview(nanos, sink);
  }

  @Override
  public void finish(FindingSink sink) {
    settle();
    correlations.finish(sink);
  }

  @Override
  public long memoryBytes() {
    settle();
    return correlations.memoryBytes();
  }

  @Override
  public void writeTo(OutputStream out, String mark) throws IOException {
    settle();
    correlations.writeTo(out, mark);
  }

  @Override
  public @Nullable String readFrom(InputStream in, String name) throws IOException {
    settle();
    return correlations.readFrom(in, name);
  }

  /// Ends the threads and gives all memory back. What was submitted and is not judged yet is
  /// dropped. Not to be called by the clerk.
  @Override
  public void close() {
    underway.close();
    order.add(END);
    workers.forEach(worker -> worker.tasks.add(END));
    workers.forEach(worker -> join(worker.thread));
    join(clerk);
    correlations.close();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
