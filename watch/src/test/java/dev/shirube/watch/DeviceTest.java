// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final String MESSAGE =
      "add@/devices/usb1/1-1\0ACTION=add\0DEVPATH=/devices/usb1/1-1\0SUBSYSTEM=usb\0"
          + "DEVTYPE=usb_device\0PRODUCT=781/5581/100\0";

  @Test
  void readsWhatTheKernelSaysOfADevice() {
    byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
    Map<String, String> values = DeviceMessage.read(bytes, bytes.length);
    assertThat(values).containsEntry("SUBSYSTEM", "usb").containsEntry("PRODUCT", "781/5581/100");
    byte[] foreign = "libudev\0add".getBytes(StandardCharsets.UTF_8);
    assertThat(DeviceMessage.read(foreign, foreign.length)).isEmpty();
  }

  @Test
  void readsOnWhateverTheBytesAre() {
    Random random = new Random(7);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(8); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      read += DeviceMessage.read(bytes, random.nextInt(bytes.length + 10)).size();
    }
    assertThat(read).isGreaterThan(20_000);
  }

  /// Needs root. There is no USB bus to plug anything into here: a pair of network interfaces is
  /// made instead, which the kernel tells of in the same way.
  @Test
  @Tag("prove")
  void tellsOfDevicesAndMounts() throws Exception {
    Kept kept = new Kept();
    HostIdentity host = HostIdentity.of(Path.of("/"));
    Path point = Files.createTempDirectory("shirube-device");
    try (DeviceSensor sensor = new DeviceSensor(host, InstantSource.system())) {
      sensor.start(kept);
      Shell.run("ip link add shtest0 type veth peer name shtest1 && ip link del shtest0");
      Event added =
          kept.await(EventClass.PERIPHERAL_ACTIVITY, 1, "peripheral_device.name", "shtest0");
      assertThat(added.texts("peripheral_device.class")).containsExactly("net");
      kept.await(EventClass.PERIPHERAL_ACTIVITY, 2, "peripheral_device.name", "shtest0");
      Shell.run("mount -t tmpfs -o nosuid shirube-device " + point);
      Event mount = kept.await(EventClass.FILE_ACTIVITY, 12, "file.path", point.toString());
      assertThat(mount.texts("resources.name")).containsExactly("shirube-device");
      assertThat(mount.texts("file.attributes").getFirst()).contains("nosuid");
      Shell.run("umount " + point);
      kept.await(EventClass.FILE_ACTIVITY, 13, "file.path", point.toString());
      assertThat(sensor.counts().seen()).isGreaterThanOrEqualTo(4);
    } finally {
      Files.delete(point);
    }
  }
}
