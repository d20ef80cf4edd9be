// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.plain;

import java.util.List;

/// How programs try not to be seen.
final class EvasionScenes {
  private static final Scene.Hinge PROCESS = plain("process_activity", "");
  private static final Scene.Hinge FILE = plain("file_activity", "");
  private static final Scene.Hinge NETWORK = plain("network_activity", "");
  private static final String START = "class=process_activity activity=1 ";

  private EvasionScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "files by 32-bit calls: made, renamed, removed",
            FILE,
            "{b}/tricks int80-files {d}/{m} {d}/{m}-b",
            made("{d}/{m}"),
            renamed(),
            removed()),
        Scene.of(
            "a program started by a 32-bit call",
            PROCESS,
            "{b}/tricks int80-exec /bin/true {m}",
            START + "process.cmd_line=\"/bin/true {m}\""),
        Scene.of(
            "files by io_uring: made, renamed, removed",
            FILE,
            "{b}/tricks uring-files {d}/{m} {d}/{m}-b",
            made("{d}/{m}"),
            renamed(),
            removed()),
        Scene.of(
            "a connection by io_uring",
            NETWORK,
            """
            /usr/bin/python3 -c 'import socket
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
            print(s.getsockname()[1], flush=True); s.accept()' > {d}/port &
            while [ ! -s {d}/port ]; do sleep .1; done; cat {d}/port
            {b}/tricks uring-connect $(cat {d}/port) {m}; wait\
            """,
            "class=network_activity activity=1 dst_endpoint.port=#{out}"
                + " connection_info.is_initiated=true actor.process.cmd_line:{m}"),
        Scene.of(
            "a program in memory",
            PROCESS,
            "{b}/tricks memfd-exec /bin/true {m}",
            START + "process.cmd_line={m} process.file.is_in_memory=true"),
        Scene.of(
            "a program started through the loader",
            PROCESS,
            """
            for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
              [ ! -x $loader ] || exec $loader /usr/bin/printf %s {m}
            done
            exit 3\
            """,
            START + "process.file.name:ld-linux process.cmd_line:\"/usr/bin/printf %s {m}\""),
        Scene.of(
            "a process that gets the number of one that ended is another one",
            PROCESS,
            "{b}/tricks same-number /bin/true {m}",
            START + "process.pid=#{out} process.cmd_line=\"/bin/true {m}\""),
        Scene.of(
            "a process whose maker is gone",
            PROCESS,
            "{b}/tricks double-fork /bin/true {m}",
            START + "process.cmd_line=\"/bin/true {m}\" process.parent_process.file.name=tricks"),
        Scene.of(
            "a command line written over once it runs",
            FILE,
            "{b}/tricks rewrite {d}/{m} plain-{m}",
            START + "process.cmd_line:\"rewrite {d}/{m} plain-{m}\"",
            made("{d}/{m}") + " actor.process.cmd_line:plain-{m}"),
        Scene.of(
            "a command line of 100,000 bytes",
            PROCESS,
            "/bin/true {m} $(head -c 100000 /dev/zero | tr '\\\\0' y) hidden",
            START + "process.cmd_line:\"/bin/true {m} yyyy\""),
        Scene.of(
            "a program 40 folders deep, and a file there",
            PROCESS,
            """
            at={d}; for i in 1 2 3 4 5 6 7 8 9 10; do at=$at/a/b/c/d; done; mkdir -p $at
            cp /bin/true $at/{m}; sleep .4; $at/{m}\
            """,
            "class=file_activity activity=1 file.path:a/b/c/d/{m}",
            START + "process.file.path:a/b/c/d/{m}"),
        Scene.of(
            "a program on a bind mount",
            PROCESS,
            """
            mkdir {d}/bin {d}/mnt; cp /bin/true {d}/bin/{m}; mount --bind {d}/bin {d}/mnt
            {d}/mnt/{m}; echo x > {d}/mnt/{m}-b; sleep .5; umount {d}/mnt\
            """,
            "class=file_activity activity=1 file.name={m}-b",
            START + "process.file.path={d}/mnt/{m}"),
        Scene.of(
            "a program and a file in new mount and user namespaces",
            FILE,
            """
            exec unshare --user --map-root-user --mount /bin/sh -c 'mount -t tmpfs {m} {d}
            /bin/true {m}; sleep 21; echo x > {d}/{m}; sleep 1'\
            """,
            START + "process.cmd_line=\"/bin/true {m}\" process.namespaces.user?",
            "class=file_activity activity=1 file.name={m}"),
        Scene.of(
            "a program in a namespace of time, a day ahead",
            PROCESS,
            "exec unshare --time --fork --boottime 86400 /bin/true {m}",
            START + "process.cmd_line=\"/bin/true {m}\" process.file.path:true"));
  }

  private static String made(String path) {
    return "class=file_activity activity=1 file.path=" + path;
  }

  private static String renamed() {
    return "class=file_activity activity=5 file.path={d}/{m} file_result.path={d}/{m}-b";
  }

  private static String removed() {
    return "class=file_activity activity=4 file.path={d}/{m}-b";
  }
}
