// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.proc.Tally;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.Netlink;
import dev.shirube.rings.Poll;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Devices that are attached and removed (USB, disks, network interfaces), and file systems that
/// are mounted and unmounted here. Who mounted is not told: the kernel does not say.
public final class DeviceSensor implements Sensor {
  /// Its name.
  public static final String NAME = "devices";

  private static final int KERNELS_WORD = 1;
  private static final int TURN_MILLIS = 1000;
  private static final int MOST = 1024;
  private static final int ROOM = 1 << 20;
  private static final int ATTACHED = 1;
  private static final int REMOVED = 2;
  private static final int MOUNT = 12;
  private static final int UNMOUNT = 13;
  private static final Set<String> KINDS =
      Set.of("usb", "block", "net", "hid", "bluetooth", "scsi");
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  private static final int DEVICE = SensorEvent.field("peripheral_device.name");
  private static final int CLASS = SensorEvent.field("peripheral_device.class");
  private static final int DEVICE_ID = SensorEvent.field("peripheral_device.uid");
  private static final int VENDOR = SensorEvent.field("peripheral_device.vendor_ids");
  private static final int LOCATION = SensorEvent.field("peripheral_device.location");
  private static final int PATH = SensorEvent.field("file.path");
  private static final int TYPE = SensorEvent.field("type_name");
  private static final int RESOURCE = SensorEvent.field("resources.name");
  private static final int OPTIONS = SensorEvent.field("file.attributes");

  private final HostIdentity host;
  private final Tally tally;
  private Map<String, Mount> mounts = Map.of();
  private volatile boolean closing;
  private volatile boolean devices;
  private volatile boolean mounted;
  private @Nullable Thread thread;
  private @Nullable Poll poll;
  private @Nullable Netlink netlink;

  public DeviceSensor(HostIdentity host, InstantSource clock) {
    this.host = host;
    tally = new Tally(clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start(Sink sink) throws SensorException {
    try {
      Netlink messages = Netlink.open(Netlink.DEVICE_EVENTS, KERNELS_WORD);
      netlink = messages;
      messages.room(ROOM);
      Poll waiting = new Poll();
      poll = waiting;
      mounts = mounts();
      Outbox outbox = new Outbox(NAME, host, sink, tally);
      thread =
          Thread.ofPlatform()
              .name("device-sensor")
              .daemon()
              .start(() -> listen(waiting, messages, outbox));
    } catch (KernelRefusal e) {
      release();
      throw SensorException.of(NAME, e, "watch.devices.refused", e.call(), e.error());
    }
  }

  private void listen(Poll waiting, Netlink messages, Outbox outbox) {
    FileCalls calls = new FileCalls();
    int _ = waiting.add(messages.descriptor());
    int mountinfo = calls.open(PathBytes.of(MOUNTINFO.toString()), FileCalls.CAREFULLY);
    int changes = mountinfo < 0 ? 0 : waiting.addChanges(mountinfo);
    while (!closing) {
      boolean some = waiting.await(TURN_MILLIS);
      if (some && changes > 0 && waiting.ready(changes)) {
        follow(outbox);
      }
      receive(messages, outbox);
      outbox.deliver(false);
    }
    follow(outbox);
    receive(messages, outbox);
    outbox.deliver(false);
    if (mountinfo >= 0) {
      calls.close(mountinfo);
    }
  }

  private void receive(Netlink messages, Outbox outbox) {
    int count = 1;
    for (int taken = 0; taken < MOST && count != 0; taken++) {
      count = messages.receive();
      if (count == Netlink.OVERFLOW) {
        outbox.lost(0, tally.now() - TURN_MILLIS * 1_000_000L, "overflow");
      } else if (count > 0) {
        device(DeviceMessage.read(messages.bytes(), count), outbox);
      }
    }
  }

  private void device(Map<String, String> values, Outbox outbox) {
    String action = values.getOrDefault("ACTION", "");
    String kind = values.getOrDefault("SUBSYSTEM", "");
    boolean attached = action.equals("add");
    if (!KINDS.contains(kind) || (!attached && !action.equals("remove"))) {
      return;
    }
    devices = true;
    String path = values.getOrDefault("DEVPATH", "");
    String name =
        values.getOrDefault(
            "DEVNAME", values.getOrDefault("INTERFACE", path.substring(path.lastIndexOf('/') + 1)));
    outbox
        .begin(EventClass.PERIPHERAL_ACTIVITY, attached ? ATTACHED : REMOVED, tally.now())
        .put(CLASS, kind)
        .put(TYPE, values.getOrDefault("DEVTYPE", ""))
        .put(DEVICE, name)
        .put(DEVICE_ID, path)
        .put(VENDOR, values.getOrDefault("PRODUCT", values.getOrDefault("HID_ID", "")))
        .put(LOCATION, values.getOrDefault("BUSNUM", ""));
  }

  private static Map<String, Mount> mounts() {
    Map<String, Mount> found = new HashMap<>();
    try {
      for (Mount mount : Mount.parse(Files.readAllBytes(MOUNTINFO))) {
        found.put(mount.device() + " " + mount.root() + " " + mount.pointText(), mount);
      }
    } catch (IOException _) {
      return Map.of();
    }
    return found;
  }

  private void follow(Outbox outbox) {
    Map<String, Mount> before = mounts;
    Map<String, Mount> now = mounts();
    now.forEach((name, mount) -> tell(!before.containsKey(name), MOUNT, mount, outbox));
    before.forEach((name, mount) -> tell(!now.containsKey(name), UNMOUNT, mount, outbox));
    mounts = now;
  }

  private void tell(boolean isNew, int activity, Mount mount, Outbox outbox) {
    if (isNew) {
      mounted = true;
      byte[] point = mount.point();
      outbox
          .begin(EventClass.FILE_ACTIVITY, activity, tally.now())
          .put(PATH, point, 0, point.length)
          .put(TYPE, mount.type())
          .put(RESOURCE, mount.source())
          .put(OPTIONS, mount.options());
    }
  }

  @Override
  public SensorCounts counts() {
    return tally.counts();
  }

  @Override
  public Capabilities capabilities() {
    boolean watching;
    synchronized (this) {
      watching = thread != null;
    }
    Quality unseen = watching ? Quality.PARTLY : Quality.MISSING;
    return new Capabilities(
        List.of(
            new Entry(
                EventClass.PERIPHERAL_ACTIVITY,
                0,
                devices ? Quality.PROVEN : unseen,
                devices ? "" : "not-seen-yet"),
            new Entry(
                EventClass.FILE_ACTIVITY,
                OPTIONS,
                unseen,
                mounted ? "mounts-without-who" : "not-seen-yet")));
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closing = true;
      running = thread;
      thread = null;
      if (poll != null) {
        poll.wake();
      }
    }
    if (running != null) {
      try {
        boolean _ = running.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    release();
  }

  private synchronized void release() {
    if (netlink != null) {
      netlink.close();
    }
    if (poll != null) {
      poll.close();
    }
  }
}
