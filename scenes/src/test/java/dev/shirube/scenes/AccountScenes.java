// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.plain;

import java.util.List;

/// What is shown of accounts, planned jobs, services and logons.
final class AccountScenes {
  private static final String ACCOUNT = "class=account_change ";
  private static final String JOB = "class=scheduled_job_activity activity=1 ";
  private static final String LOG = "echo \"$(date +'%b %e %T') here ";

  private AccountScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "an account made, given a password, locked, unlocked, removed",
            plain("account_change", ""),
            """
            useradd -M -d {d}/home {m}; sleep 1; echo {m}:4{m}9 | chpasswd -c SHA256; sleep 1
            passwd -q -l {m}; sleep 1; passwd -q -u {m}; sleep 1; userdel {m}; sleep 1\
            """,
            ACCOUNT + "activity=1 user.name={m} actor.process.cmd_line:useradd",
            ACCOUNT + "activity in (3, 12) user.name={m}",
            ACCOUNT + "activity=9 user.name={m}",
            ACCOUNT + "activity=12 user.name={m}",
            ACCOUNT + "activity=6 user.name={m}"),
        Scene.of(
            "a member of a group",
            plain("group_management", ""),
            "groupadd {m}; sleep 1; gpasswd -a daemon {m}; sleep 1",
            "class=group_management activity=6 group.name={m}",
            "class=group_management activity=3 group.name={m} user.name=daemon"),
        Scene.of(
            "a rule of sudo",
            plain("account_change", ""),
            "mkdir -p /etc/sudoers.d; echo '{m} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/{m}; sleep 1",
            ACCOUNT + "activity=7 policy.data:{m}"),
        Scene.of(
            "a key that may log on",
            plain("account_change", ""),
            """
            mkdir -p {d}/home/.ssh; useradd -M -d {d}/home {m}; sleep 1
            echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4 {m}' \
            > {d}/home/.ssh/authorized_keys; sleep 1\
            """,
            ACCOUNT + "type_name=ssh-key-added user.name={m} resources.new_value:{m}"),
        Scene.of(
            "cron: a table of the system, a table of an account, a script",
            plain("scheduled_job_activity", ""),
            """
            mkdir -p /etc/cron.d /etc/cron.daily
            echo '5 4 * * * root /opt/{m} one' > /etc/cron.d/{m}
            echo '6 4 * * * /opt/{m} two' > /var/spool/cron/crontabs/root
            printf '#!/bin/sh\\n/opt/{m} three\\n' > /etc/cron.daily/{m}; sleep 1\
            """,
            JOB + "job.cmd_line=\"/opt/{m} one\" job.user.name=root",
            JOB + "job.cmd_line=\"/opt/{m} two\" job.user.name=root",
            JOB + "job.name={m}"),
        Scene.of(
            "at",
            plain("scheduled_job_activity", ""),
            "printf '#!/bin/sh\\n/opt/{m}\\n' > /var/spool/cron/atjobs/{m}; sleep 1",
            JOB + "job.name={m}"),
        Scene.of(
            "a service and a timer",
            plain("scheduled_job_activity", ""),
            """
            mkdir -p /etc/systemd/system
            printf '[Service]\\nExecStart=/opt/{m} four\\nUser=daemon\\n' \
            > /etc/systemd/system/{m}.service
            printf '[Timer]\\nOnCalendar=daily\\n' > /etc/systemd/system/{m}.timer; sleep 1\
            """,
            JOB + "job.name={m}.service job.cmd_line=\"/opt/{m} four\" job.user.name=daemon",
            JOB + "job.name={m}.timer"),
        Scene.of(
            "a start file of shells",
            plain("device_config_state_change", ""),
            "mkdir -p /etc/profile.d; echo 'export {m}=1' > /etc/profile.d/{m}.sh; sleep 1",
            "class=device_config_state_change resources.name:{m} resources.new_value:{m}"),
        Scene.of(
            "a logon that is written down in wtmp",
            plain("authentication", ""),
            """
            useradd -M -d / -s /bin/true {m}; rm -f /etc/nologin
            script -qec 'login -f {m}' /dev/null > /dev/null; last -f /var/log/wtmp {m} | grep -q {m} \
            || exit 3; sleep 3\
            """,
            "class=authentication activity=1 user.name={m}"),
        Scene.of(
            "ssh: taken in, refused, ended; sudo (lines in auth.log, written by the scene)",
            plain("authentication", ""),
            LOG
                + "sshd[7]: Accepted password for {m} from 192.0.2.7 port 4711 ssh2\" >> /var/log/auth.log\n"
                + LOG
                + "sshd[7]: Failed password for {m} from 192.0.2.8 port 4712 ssh2\" >> /var/log/auth.log\n"
                + LOG
                + "sshd[7]: pam_unix(sshd:session): session closed for user {m}\" >> /var/log/auth.log\n"
                + LOG
                + "sudo:      {m} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/true {m}\" >> /var/log/auth.log",
            "class=authentication activity=1 user.name={m} src_endpoint.ip=192.0.2.7",
            "class=authentication activity=1 user.name={m} src_endpoint.ip=192.0.2.8 status=failure",
            "class=authentication activity=2 user.name={m}",
            "class=authorize_session any:{m}"));
  }
}
