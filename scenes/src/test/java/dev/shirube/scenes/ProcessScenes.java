// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.on;
import static dev.shirube.scenes.Scene.Hinge.plain;

import java.util.List;

/// What is shown of processes.
final class ProcessScenes {
  private static final String PROCESS = "process_activity";
  private static final String START = "class=process_activity activity=1 ";
  private static final String OTHER = "class=process_activity activity=99 ";

  private ProcessScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "a program that lasts: path, command line, folder, account, who started it",
            plain(PROCESS, "process.cmd_line"),
            "cp /bin/sleep {d}/{m}; cd {d}; {d}/{m} 2",
            START
                + "process.file.path={d}/{m} process.cmd_line=\"{d}/{m} 2\""
                + " process.working_directory={d} process.user.name=root"
                + " process.parent_process.cmd_line=\"/bin/sh {d}/run.sh\""),
        Scene.of(
            "arguments one by one, a folder with a blank",
            on(PROCESS, "process.cmd_args"),
            "mkdir '{d}/work place'; cd '{d}/work place'; /usr/bin/printf %s '{m} two'",
            START
                + "process.cmd_args=\"{m} two\" process.file.path=/usr/bin/printf"
                + " process.working_directory=\"{d}/work place\""),
        Scene.of(
            "terminal",
            on(PROCESS, "process.tty"),
            "script -qec '/bin/true {m}' /dev/null",
            START + "process.cmd_line=\"/bin/true {m}\" process.tty:pts"),
        Scene.of(
            "accounts and groups",
            on(PROCESS, "process.cmd_line"),
            "setpriv --reuid 1 --regid 1 --clear-groups /bin/true {m}",
            START
                + "process.cmd_line=\"/bin/true {m}\" process.user.uid=1 process.group.uid=1"
                + " process.user.name=daemon"),
        Scene.of(
            "a program that changes who runs it",
            on(PROCESS, "process.token_elevation"),
            "cp /bin/true {d}/{m}; chmod 4755 {d}/{m};"
                + " setpriv --reuid 1 --regid 1 --clear-groups {d}/{m}",
            START
                + "process.file.path={d}/{m} process.user.uid=1 process.user.uid_effective=0"
                + " process.token_elevation=setid"),
        Scene.of(
            "capabilities",
            on(PROCESS, "process.capabilities"),
            "setpriv --bounding-set=-all /bin/true {m}",
            START + "process.cmd_line=\"/bin/true {m}\" process.capabilities=0"),
        Scene.of(
            "the account of the login, and its session",
            on(PROCESS, "process.session.uid"),
            "echo 1 > /proc/self/loginuid || exit 3; /bin/true {m}",
            START + "process.cmd_line=\"/bin/true {m}\" process.auid=1 process.session.uid?"),
        Scene.of(
            "namespaces, and the number inside",
            on(PROCESS, "process.namespaces.net"),
            "unshare --net --pid --fork --mount --ipc --uts /bin/sh -c"
                + " 'readlink /proc/self/ns/net | tr -dc 0-9; exec /bin/true {m}'",
            START
                + "process.cmd_line=\"/bin/true {m}\" process.namespaces.net=#{out}"
                + " process.namespace_pid>0 process.namespaces.pid? process.namespaces.mount?"),
        Scene.of(
            "container",
            on(PROCESS, "process.container.uid"),
            """
            id=$(printf {m} | sha256sum | cut -c1-64); echo $id
            for c in /sys/fs/cgroup/pids /sys/fs/cgroup; do
              [ -e $c/cgroup.procs ] || continue
              mkdir -p $c/{m}/docker-$id.scope || continue
              sh -c "echo \\$\\$ > $c/{m}/docker-$id.scope/cgroup.procs; /bin/true {m}; true"
              rmdir $c/{m}/docker-$id.scope $c/{m}; exit 0
            done
            exit 3\
            """,
            START
                + "process.cmd_line=\"/bin/true {m}\" process.container.uid={out}"
                + " process.cgroup.path:docker-{out}"),
        Scene.of(
            "a program that lies in memory only",
            on(PROCESS, "process.file.is_in_memory"),
            "{b}/tricks memfd-exec /bin/true {m}",
            START
                + "process.cmd_line={m} process.file.is_in_memory=true"
                + " process.file.is_deleted=true"),
        Scene.of(
            "a program that was removed before it was started",
            on(PROCESS, "process.file.is_deleted"),
            "cp /bin/sleep {d}/gone; {b}/tricks deleted-exec {d}/gone {m} 1",
            START + "process.cmd_line=\"{m} 1\" process.file.is_deleted=true"),
        Scene.of(
            "a start that failed",
            on(PROCESS, "status"),
            "/nowhere/{m}; true",
            OTHER + "process.file.path=/nowhere/{m} status=failure"),
        Scene.of(
            "a script",
            on(PROCESS, "process.script.path"),
            "printf '#!/bin/sh\\nexit 0\\n' > {d}/{m}; chmod 755 {d}/{m}; {d}/{m}",
            START + "process.script.path={d}/{m}"),
        Scene.of(
            "how a process ended: code and signal",
            plain(PROCESS, ""),
            "cp /bin/sh {d}/{m}; {d}/{m} -c 'sleep 1; exit 7'; {d}/{m} -c 'sleep 1; kill -9 $$';"
                + " true",
            "class=process_activity activity=2 process.file.path={d}/{m} process.exit_code=#7",
            "class=process_activity activity=2 process.file.path={d}/{m} process.exit_signal=#9"),
        Scene.of(
            "a process that starts no program",
            on(PROCESS, ""),
            "cp /bin/sh {d}/{m}; {d}/{m} -c '(exit 3); true'",
            OTHER + "activity_name=fork process.file.path={d}/{m}"));
  }
}
