// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.formats.Formats;
import dev.shirube.normalize.Normalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Reads files, folders and archives as they come, record by record, and hands on normalized events
/// in batches. Memory does not grow with the input.
public final class FileIntake {
  private final Formats formats;
  private final Normalizer normalizer;
  private final ReadContext context;
  private final TimeWindow window;
  private final TenantId tenant;

  /// What one reading needs. What is read is of the tenant {@link TenantId#LOCAL}.
  ///
  /// @param context its problems are heard too, beside the report
  /// @param window which events are handed on
  public FileIntake(
      Formats formats, Normalizer normalizer, ReadContext context, TimeWindow window) {
    this(formats, normalizer, context, window, TenantId.LOCAL);
  }

  private FileIntake(
      Formats formats,
      Normalizer normalizer,
      ReadContext context,
      TimeWindow window,
      TenantId tenant) {
    this.formats = formats;
    this.normalizer = normalizer;
    this.context = context;
    this.window = window;
    this.tenant = tenant;
  }

  /// The same reading for another tenant. To be asked for before anything is read.
  public FileIntake of(TenantId other) {
    return new FileIntake(formats, normalizer, context, window, other);
  }

  /// Reads everything at or below the paths, in their order.
  ///
  /// @return what was read and what was not
  /// @throws IOException only when the sink's own medium fails; faults of the input are told
  public IntakeReport read(List<Path> paths, EventSink sink, IntakeProgress progress)
      throws IOException {
    IntakeTally tally = new IntakeTally();
    long total = paths.stream().mapToLong(Containers::sizeBytes).sum();
    Batches batches = new Batches(normalizer, window, sink, tally, arrival());
    Reading reading = new Reading(tally, batches, progress);
    reading.totalBytes = total;
    try {
      Containers containers =
          new Containers(reading::tell, context.limits(), count -> reading.bytes += count);
      for (Path path : paths) {
        containers.walk(path, reading::entry);
      }
      batches.finish();
    } catch (Stopped _) {
      tally.stopped();
    }
    return tally.report();
  }

  /// Reads bytes that are in memory already, as the one entry of that name.
  ///
  /// @return what was read and what was not
  /// @throws IOException only when the sink's own medium fails; faults of the input are told
  public IntakeReport read(String name, byte[] content, EventSink sink) throws IOException {
    IntakeTally tally = new IntakeTally();
    Batches batches = new Batches(normalizer, window, sink, tally, arrival());
    new Reading(tally, batches, IntakeProgress.NONE).entry(new BytesEntry(name, content));
    batches.finish();
    return tally.report();
  }

  private Batches.Arrival arrival() {
    return new Batches.Arrival(tenant, context.receivedNanos());
  }

  private record BytesEntry(String name, byte[] content) implements Entry {
    @Override
    public byte[] head() {
      return Arrays.copyOf(content, Math.min(content.length, HEAD_BYTES));
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }

  /// Ends the walk when nobody wants the rest.
  private static final class Stopped extends IOException {
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /// One reading of some paths.
  private final class Reading {
    private final IntakeTally tally;
    private final Batches batches;
    private final IntakeProgress progress;
    private final ReadContext telling;
    private long totalBytes;
    private long bytes;
    private long entries;
    private long records;

    Reading(IntakeTally tally, Batches batches, IntakeProgress progress) {
      this.tally = tally;
      this.batches = batches;
      this.progress = progress;
      this.telling =
          new ReadContext(
              this::tell,
              context.limits(),
              context.ansi(),
              context.zone(),
              context.envelopes(),
              context.receivedNanos());
    }

    void tell(Problem problem) {
      tally.problem(problem);
      context.problems().tell(problem);
    }

    void entry(Entry entry) throws IOException {
      entries++;
      advance(entry);
      Format format = formats.recognize(entry);
      if (format == null) {
        tally.unrecognized(entry.name());
        return;
      }
      try (RecordReader reader = format.open(entry, telling)) {
        records(entry, format, reader);
        batches.flush();
        tally.entry(entry.name(), format.name(), reader.counts());
      } catch (Stopped stopped) {
        throw stopped;
      } catch (IOException e) {
        batches.flush();
        Message what = Message.of("intake.medium", String.valueOf(e.getMessage()));
        tell(new Problem(entry.name(), 0, what, Message.of("intake.medium.advice")));
      }
    }

    private void records(Entry entry, Format format, RecordReader reader) throws IOException {
      EventBatch batch = batches.begin(entry.name());
      while (reader.read(batch)) {
        records++;
        batch = batches.took(format.name());
        if ((records & 0xff) == 0) {
          advance(entry);
        }
      }
    }

    private void advance(Entry entry) throws IOException {
      if (!progress.at(
          new IntakeProgress.Position(bytes, totalBytes, entries, records, entry.name()))) {
        throw new Stopped();
      }
    }
  }
}
