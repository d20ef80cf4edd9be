// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Runs all rules on every event. Pure: no clock, no files; for one calling thread at a time.
///
/// What correlations keep in mind lies outside the heap: {@link #finish} or {@link #close} gives it
/// back.
public interface Detector extends AutoCloseable {
  /// Runs every rule on every event of a normalized batch, in order.
  void detect(EventBatch batch, FindingSink sink);

  /// Judges all correlations up to a time, as no event from before it is waited for any longer.
  ///
  /// @param nanos nanoseconds since 1970 UTC, in the time of events
  void advanceTo(long nanos, FindingSink sink);

  /// Says how late it is, by the clock that says when events are received; to be called every
  /// second or so where events come as they happen. So a source that falls silent does not hold up
  /// the correlations over the others. Does nothing where the limits know no patience.
  ///
  /// @param nanos nanoseconds since 1970 UTC
  void now(long nanos, FindingSink sink);

  /// Says what {@link #advanceTo} would find, and changes nothing.
  void preview(long nanos, FindingSink sink);

  /// Says what can only be said at the end of the input: correlations whose window is still open.
  /// Then nothing is kept in mind any longer.
  void finish(FindingSink sink);

  /// How many bytes outside the heap correlations take now.
  long memoryBytes();

  /// Writes out what correlations keep in mind.
  ///
  /// @param mark how far the caller had come; given back when it is read
  void writeTo(OutputStream out, String mark) throws IOException;

  /// Goes on from what was written out. What cannot be used is left out and told as a problem.
  ///
  /// @param name the file as people know it
  /// @return the mark; null if nothing could be read
  @Nullable String readFrom(InputStream in, String name) throws IOException;

  @Override
  void close();
}
