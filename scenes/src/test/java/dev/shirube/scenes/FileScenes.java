// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.plain;

import java.util.List;

/// What is shown of files, mounts and devices.
final class FileScenes {
  private static final String FILE = "file_activity";
  private static final String BY = " actor.process.cmd_line=\"/bin/sh {d}/run.sh\"";

  private FileScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "a file made, written, renamed, removed",
            plain(FILE, ""),
            "echo one > {d}/{m}; sleep .4; echo two >> {d}/{m}; sleep .4; mv {d}/{m} {d}/{m}-b;"
                + " sleep .4; rm {d}/{m}-b; sleep .4",
            "class=file_activity activity=1 file.path={d}/{m}" + BY,
            "class=file_activity activity=3 file.path={d}/{m} file.size=#8 file.entropy>1"
                + " file.first_bytes:6f6e650a74776f0a"
                + BY,
            "class=file_activity activity=5 file.path={d}/{m} file_result.path={d}/{m}-b",
            "class=file_activity activity=4 file.path={d}/{m}-b"),
        Scene.of(
            "a folder made, permissions changed",
            plain(FILE, ""),
            "mkdir {d}/{m}; sleep .4; chmod 700 {d}/{m}; sleep .4",
            "class=file_activity activity=1 file.path={d}/{m} file.type=folder",
            "class=file_activity activity=6 file.path={d}/{m}"),
        Scene.of(
            "what a file that was written is: a program, or noise",
            plain(FILE, ""),
            "cp /bin/true {d}/{m}; head -c 8192 /dev/urandom > {d}/{m}-noise",
            "class=file_activity activity=3 file.path={d}/{m} file.is_executable=true"
                + " file.first_bytes:7f454c46",
            "class=file_activity activity=3 file.path={d}/{m}-noise file.entropy>7"),
        Scene.of(
            "files that were read: the first at once, the others counted by process and folder",
            plain(FILE, "count"),
            """
            mkdir {d}/data; for i in 1 2 3 4 5; do echo $i > {d}/data/$i; done; sleep .5
            /usr/bin/python3 -c 'import sys
            for i in range(1, 6): open(sys.argv[2] + "/" + str(i)).read()' {m} {d}/data\
            """,
            "class=file_activity activity=14 count=#1 file.path={d}/data/1"
                + " actor.process.cmd_line:{m}",
            "class=file_activity activity=14 count>=#4 file.path={d}/data/2 file.path={d}/data/5"
                + " actor.process.cmd_line:{m}"),
        Scene.of(
            "a file on a mount that is new; the mount itself",
            plain(FILE, "file.attributes"),
            """
            mkdir {d}/mnt; mount -t tmpfs -o nosuid {m} {d}/mnt; sleep 1
            echo x > {d}/mnt/{m}; sleep .5; umount {d}/mnt; sleep .5\
            """,
            "class=file_activity activity=12 file.path={d}/mnt resources.name={m}"
                + " file.attributes:nosuid",
            "class=file_activity activity=1 file.path={d}/mnt/{m}",
            "class=file_activity activity=13 file.path={d}/mnt"),
        Scene.of(
            "hashes of a program, behind its first start and at its second",
            plain("process_activity", "process.file.hashes.sha256"),
            """
            cp /bin/sleep {d}/{m}; echo {m} >> {d}/{m}; {d}/{m} 2; {d}/{m} 1
            sha256sum < {d}/{m} | cut -c1-64\
            """,
            "class=process_activity type_name=program-hashed process.file.hashes.sha256={out}"
                + " process.file.hashes.sha1? process.file.hashes.md5?"
                + " process.file.hashes.ssdeep?"),
        Scene.of(
            "the text of scripts: started by the kernel, given to an interpreter",
            plain("script_activity", "script.script_content"),
            """
            printf '#!/bin/sh\necho first {m} password=hidden{m}\n' > {d}/{m}; chmod 700 {d}/{m}
            {d}/{m} > /dev/null; rm {d}/{m}
            printf 'print(\"second {m}\")\nimport time; time.sleep(.5)\n' > {d}/{m}.py
            /usr/bin/python3 {d}/{m}.py > /dev/null; sha256sum < {d}/{m}.py | cut -c1-64\
            """,
            "class=script_activity activity=1 script.path={d}/{m}"
                + " script.script_content:\"first {m}\" not script.script_content:hidden{m}",
            "class=script_activity activity=1 script.path={d}/{m}.py file.hashes.sha256={out}"
                + " script.script_content:\"second\" actor.process.cmd_line:{m}.py"),
        Scene.of(
            "a device that is read past its file system",
            plain("kernel_activity", "kernel.device"),
            """
            head -c 1048576 /dev/zero > {d}/image
            loop=$(losetup -r -f --show {d}/image) || exit 3
            sleep .3; dd if=$loop of=/dev/null bs=512 count=1 2>/dev/null; sleep .3
            losetup -d $loop; echo $loop\
            """,
            "class=kernel_activity activity=2 kernel.device={out} actor.process.cmd_line:{out}"),
        Scene.of(
            "a device that is plugged in and out (a network interface)",
            plain("peripheral_activity", ""),
            "ip link add {m} type veth peer name {m}p && sleep .3 && ip link del {m}",
            "class=peripheral_activity activity=1 peripheral_device.name={m}",
            "class=peripheral_activity activity=2 peripheral_device.name={m}"));
  }
}
