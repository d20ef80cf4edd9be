// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// What an agent is told to do. Sensors ask it before they look.
///
/// @param version grows with every change; 0 is what an agent does that was never told anything
/// @param scriptContent whether the text of scripts is sent
/// @param fileOpens whether openings of data files are recorded
/// @param systemCalls whether the group of system calls is watched, which costs every call of the
///   machine some 70 ns
/// @param selfTestSeconds how often the agent proves that its sensors still see; 0 for never
/// @param limits what it may take of the machine
public record Policy(
    long version,
    boolean scriptContent,
    boolean fileOpens,
    boolean systemCalls,
    int selfTestSeconds,
    Limits limits) {

  /// What an agent does that was never told anything.
  public static final Policy DEFAULT = new Policy(0, true, true, true, 10, Limits.DEFAULT);

  /// What an agent may take of its machine.
  ///
  /// @param cpuPermille of one core, over a minute; beyond, the lane of files is let go
  /// @param memoryMegabytes beyond, the lane of files is let go
  /// @param spoolBytes how much of the disk what was not sent yet may take
  /// @param freeBytes how much of the disk stays free
  /// @param sendBytes per second at most; 0 for no limit
  public record Limits(
      int cpuPermille, int memoryMegabytes, long spoolBytes, long freeBytes, long sendBytes) {
    /// A fifth of a core, 160 MB of memory, 256 MiB of disk with 1 GiB left free.
    public static final Limits DEFAULT = new Limits(200, 160, 256L << 20, 1L << 30, 0);
  }

  Json json() {
    return new Json.Members()
        .with("version", version)
        .with("scriptContent", scriptContent)
        .with("fileOpens", fileOpens)
        .with("systemCalls", systemCalls)
        .with("selfTestSeconds", selfTestSeconds)
        .with("cpuPermille", limits.cpuPermille())
        .with("memoryMegabytes", limits.memoryMegabytes())
        .with("spoolBytes", limits.spoolBytes())
        .with("freeBytes", limits.freeBytes())
        .with("sendBytes", limits.sendBytes())
        .json();
  }

  /// The policy as JSON, to be kept in a file.
  public byte[] bytes() {
    return Json.bytes(json());
  }

  /// Reads what {@link #bytes} gave.
  public static Policy read(byte[] bytes) throws WireException {
    return of(JsonReader.read(bytes, Protocol.MOST_ANSWER_BYTES).json());
  }

  static Policy of(Json json) throws WireException {
    Json.Members from = Json.members(json);
    Limits limits =
        new Limits(
            (int) from.number("cpuPermille", 1, 1_000_000),
            (int) from.number("memoryMegabytes", 16, 1 << 20),
            from.number("spoolBytes", 1 << 20, Long.MAX_VALUE),
            from.number("freeBytes", 0, Long.MAX_VALUE),
            from.number("sendBytes", 0, Long.MAX_VALUE));
    return new Policy(
        from.number("version", 0, Long.MAX_VALUE),
        from.truth("scriptContent"),
        from.truth("fileOpens"),
        from.truth("systemCalls"),
        (int) from.number("selfTestSeconds", 0, 86_400),
        limits);
  }
}
