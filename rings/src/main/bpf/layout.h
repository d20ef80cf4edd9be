/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0 */
/*
 * How records lie in the rings: shared by the programs in the kernel and by
 * whoever reads the rings. Numbers are in the machine's own byte order. A place
 * that is checked by AT() is the same in Java; a test compares both. Whoever
 * changes a place counts SHIRUBE_LAYOUT up: pinned programs outlive releases.
 */
#ifndef SHIRUBE_LAYOUT_H
#define SHIRUBE_LAYOUT_H

#define SHIRUBE_LAYOUT 1

enum shirube_kind {
	KIND_SELF_TEST = 1,
	KIND_FORK = 2,
	KIND_EXEC = 3,
	KIND_EXIT = 4,
	KIND_OPEN = 5,
	KIND_CLOSE = 6,
	KIND_TRAFFIC = 7,
	KIND_FAIL = 8,
	KIND_LISTEN = 9,
	KIND_BIND = 10,
	KIND_DNS = 11,
	KIND_CALL = 12,
	KIND_RAW_SOCKET = 13,
	KINDS = 16,
};

enum shirube_flag {
	FLAG_ARGV_CUT = 1,	/* the command line is longer than what the record holds */
	FLAG_PATH_CUT = 2,	/* the program's path has more parts than the record holds */
	FLAG_CWD_CUT = 4,
	FLAG_ARGV_MISSING = 8,	/* the command line lay in memory that was not there */
	FLAG_DELETED = 16,	/* the program has no name in any folder */
	FLAG_MEMORY = 32,	/* the program lies in memory only: memfd */
	FLAG_COMPAT = 64,	/* called as a 32-bit program calls */
	FLAG_SECURE = 128,	/* the program changed identity: set-user-id and the like */
	FLAG_INBOUND = 256,	/* the other side opened the connection */
	FLAG_LISTENER = 512,	/* the owner is who listened; who accepted is not known */
	FLAG_ANSWER = 1024,	/* DNS: came in */
	FLAG_MIXED = 2048,	/* a 64-bit program called as a 32-bit program calls */
	FLAG_TEXT_CUT = 4096,
};

/* Longest texts, bytes. */
#define ARGV_LONGEST 2048
#define PATH_LONGEST 1024
#define PATH_PARTS 32
#define TEXT_LONGEST 512
#define DNS_SHORT 511
#define DNS_LONGEST 2047

struct shirube_head {
	__u16 kind;
	__u16 flags;
	__u32 length;		/* of the record, with its head */
	__u64 time;		/* nanoseconds of the clock that counts from the start of the kernel */
	__u32 tgid;		/* whose record it is; 0 when nobody knows */
	__u32 tid;
	__u64 start;		/* when the process was made, the same clock */
};

struct shirube_identity {
	__u64 parent_start;
	__u32 parent;
	__u32 uid;
	__u32 euid;
	__u32 gid;
	__u32 egid;
	__u32 auid;		/* who logged in; -1 when nobody did */
	__u32 session;
	__u32 mount_ns;
	__u32 pid_ns;
	__u32 net_ns;
	__u32 user_ns;
	__u32 ns_pid;
	__u64 caps;
	__u64 cgroup;
	char comm[16];
	char tty[16];
};

struct shirube_fork {
	struct shirube_head head;
	struct shirube_identity who;
};

struct shirube_exec {
	struct shirube_head head;
	struct shirube_identity who;
	__u64 inode;
	__u64 ctime;		/* nanoseconds since 1970 */
	__u32 device;
	__u32 links;
	__u32 argv_total;
	__u16 argv_length;
	__u16 path_length;
	__u16 cwd_length;
	__u16 name_length;
	__u16 interp_length;
	__u16 group_length;
	/* Behind it, one after the other: argv, each argument with its 0; the parts
	 * of the program's path, the last one first, each with its 0; the parts of
	 * the folder it was started in; the name it was started by; its interpreter;
	 * the name of its control group. */
};

struct shirube_exit {
	struct shirube_head head;
	__u32 code;		/* as wait() gives it */
	__u32 uid;
	char comm[16];
};

struct shirube_connection {
	struct shirube_head head;
	__u64 cookie;
	__u64 opened;
	__u64 out;		/* bytes of content since it was opened */
	__u64 in;
	__u32 uid;
	__u16 local_port;
	__u16 remote_port;
	__u8 local[16];
	__u8 remote[16];
	__u8 family;		/* 4 or 6 */
	__u8 protocol;
	__u8 state;		/* the state of TCP it came from */
	__u8 type;
	__u32 error;
	char comm[16];
};

struct shirube_dns {
	struct shirube_connection on;
	__u16 message_length;
	__u16 message_total;
	__u32 unused;
	/* Behind it: the message. */
};

struct shirube_call {
	struct shirube_head head;
	__u64 result;
	__u64 argument[6];
	__u32 number;
	__u32 uid;
	__u16 text_length;
	__u16 unused;
	__u32 euid;
	char comm[16];
	/* Behind it: texts the arguments point to, each with its 0. */
};

#define AT(type, place, offset) _Static_assert(__builtin_offsetof(struct shirube_##type, place) == offset, #type "." #place)
AT(head, flags, 2);
AT(head, length, 4);
AT(head, time, 8);
AT(head, tgid, 16);
AT(head, tid, 20);
AT(head, start, 24);
AT(fork, who.parent_start, 32);
AT(fork, who.parent, 40);
AT(fork, who.uid, 44);
AT(fork, who.euid, 48);
AT(fork, who.gid, 52);
AT(fork, who.egid, 56);
AT(fork, who.auid, 60);
AT(fork, who.session, 64);
AT(fork, who.mount_ns, 68);
AT(fork, who.pid_ns, 72);
AT(fork, who.net_ns, 76);
AT(fork, who.user_ns, 80);
AT(fork, who.ns_pid, 84);
AT(fork, who.caps, 88);
AT(fork, who.cgroup, 96);
AT(fork, who.comm, 104);
AT(fork, who.tty, 120);
AT(exec, inode, 136);
AT(exec, ctime, 144);
AT(exec, device, 152);
AT(exec, links, 156);
AT(exec, argv_total, 160);
AT(exec, argv_length, 164);
AT(exec, path_length, 166);
AT(exec, cwd_length, 168);
AT(exec, name_length, 170);
AT(exec, interp_length, 172);
AT(exec, group_length, 174);
AT(exit, code, 32);
AT(exit, uid, 36);
AT(exit, comm, 40);
AT(connection, cookie, 32);
AT(connection, opened, 40);
AT(connection, out, 48);
AT(connection, in, 56);
AT(connection, uid, 64);
AT(connection, local_port, 68);
AT(connection, remote_port, 70);
AT(connection, local, 72);
AT(connection, remote, 88);
AT(connection, family, 104);
AT(connection, protocol, 105);
AT(connection, state, 106);
AT(connection, type, 107);
AT(connection, error, 108);
AT(connection, comm, 112);
AT(dns, message_length, 128);
AT(dns, message_total, 130);
AT(call, result, 32);
AT(call, argument, 40);
AT(call, number, 88);
AT(call, uid, 92);
AT(call, text_length, 96);
AT(call, euid, 100);
AT(call, comm, 104);
_Static_assert(sizeof(struct shirube_head) == 32, "head");
_Static_assert(sizeof(struct shirube_fork) == 136, "fork");
_Static_assert(sizeof(struct shirube_exec) == 176, "exec");
_Static_assert(sizeof(struct shirube_exit) == 56, "exit");
_Static_assert(sizeof(struct shirube_connection) == 128, "connection");
_Static_assert(sizeof(struct shirube_dns) == 136, "dns");
_Static_assert(sizeof(struct shirube_call) == 120, "call");

/* What the agent tells the programs: the one value of the map settings. */
struct shirube_settings {
	__u32 agent;		/* process id of the agent, whose own connections and calls are left out */
	__u32 unused;
	__u64 traffic_every;	/* nanoseconds after which a connection tells its bytes again */
	__u64 told;		/* losses that the agent passed on: its own note, which outlives it */
};

/* Of one kind of record, on one CPU: the values of the map counts. */
struct shirube_count {
	__u64 made;		/* with those lost */
	__u64 lost;		/* the ring had no room */
	__u64 cut;
};

/* What UDP sockets sent to and received from one address: the map peers. */
struct shirube_peer_key {
	__u64 cookie;
	__u8 remote[16];
	__u16 remote_port;
	__u16 local_port;
	__u32 family;
};

struct shirube_peer {
	__u64 start;
	__u32 tgid;
	__u32 uid;
	__u64 opened;
	__u64 last;		/* when a packet came or went last */
	__u64 told;		/* when a record told of it last */
	__u64 out;
	__u64 in;
	__u8 local[16];
	char comm[16];
	__u64 flags;		/* FLAG_INBOUND */
};

AT(peer_key, remote, 8);
AT(peer_key, remote_port, 24);
AT(peer_key, local_port, 26);
AT(peer_key, family, 28);
AT(peer, start, 0);
AT(peer, tgid, 8);
AT(peer, uid, 12);
AT(peer, opened, 16);
AT(peer, last, 24);
AT(peer, out, 40);
AT(peer, in, 48);
AT(peer, local, 56);
AT(peer, comm, 72);
AT(peer, flags, 88);
_Static_assert(sizeof(struct shirube_peer) == 96, "peer");

#endif
