// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.on;

import java.util.List;

/// What is shown of rare calls of the kernel.
final class CallScenes {
  private static final Scene.Hinge DEED = on("process_activity", "linux.syscall.name");
  private static final Scene.Hinge KERNEL = on("kernel_activity", "");
  private static final String DONE = "class=process_activity linux.syscall.name=";
  private static final String MARKED = " actor.process.cmd_line:{m}";

  private CallScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "a process that traces another one",
            DEED,
            "{b}/tricks ptrace {m}",
            DONE + "ptrace activity=3 process.pid=#{out}" + MARKED),
        Scene.of(
            "memory of another process read by a call",
            DEED,
            "{b}/tricks vm-read {m}",
            DONE + "process_vm_readv activity=3 process.pid=#{out}" + MARKED),
        Scene.of(
            "memory of another process written by a call",
            DEED,
            "{b}/tricks vm-write {m}",
            DONE + "process_vm_writev activity=4 process.pid=#{out}" + MARKED),
        Scene.of(
            "memory of another process opened as a file",
            DEED,
            "{b}/tricks memory-file {m}",
            DONE + "openat activity=3 process.pid=#{out} resources.name=/proc/{out}/mem" + MARKED),
        Scene.of(
            "a change of the account",
            DEED,
            "setpriv --reuid 1 --clear-groups /bin/true {m}",
            "class=process_activity activity=5 linux.syscall.name:set" + MARKED),
        Scene.of(
            "a file in memory",
            on("memory_activity", ""),
            "{b}/tricks memfd-exec /bin/true {m}",
            "class=memory_activity resources.name={m} linux.syscall.name=memfd_create"),
        Scene.of(
            "a mount, by whom",
            KERNEL,
            "mkdir {d}/{m}; mount -t tmpfs {m} {d}/{m}; umount {d}/{m}",
            "class=kernel_activity activity_name=umount2 resources.name={d}/{m}",
            "class=kernel_activity activity_name=mount resources.name={d}/{m}"
                + " actor.process.cmd_line:{m}"),
        Scene.of(
            "a map of BPF",
            KERNEL,
            "{b}/tricks bpf {m}",
            "class=kernel_activity activity_name=bpf" + MARKED),
        Scene.of(
            "a ring of io_uring",
            KERNEL,
            "{b}/tricks uring-files {d}/{m} {d}/{m}-b",
            "class=kernel_activity activity_name=io_uring_setup" + MARKED),
        Scene.of(
            "the clock set (to a time there is not, so that it stays)",
            KERNEL,
            "{b}/tricks clock {m}",
            "class=kernel_activity activity_name=clock_settime status=failure" + MARKED),
        Scene.of(
            "a module (the kernel is asked to load something that is none)",
            on("kernel_extension_activity", ""),
            "{b}/tricks module {m}",
            "class=kernel_extension_activity activity=1 resources.name={m} status=failure"),
        Scene.of(
            "a call as 32-bit programs make it, by a 64-bit one",
            KERNEL,
            "{b}/tricks int80-setuid 1 {m}",
            "class=kernel_activity activity_name=\"32-bit call of a 64-bit program\"" + MARKED));
  }
}
