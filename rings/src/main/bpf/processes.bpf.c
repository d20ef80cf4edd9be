// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0
/* Processes: who was made, what they run, how they end; and the self-test. */
#include "shared.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define OFF_MASK 0x1fff
#define SCRATCH (OFF_MASK + 1 + ARGV_LONGEST * 2)
#define ROOM_FOR_NAME 256
#define MULTIGRAIN 0x7fffffff

/* Whether sched_process_exit says if it was the last thread; older ones do not. */
const volatile bool has_group_dead = false;

struct scratch {
	char bytes[SCRATCH];
};

/* One program of this object at a time runs on a CPU: the hooks cannot be preempted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

/* The file system's inode has had ctime by parts since 6.6, and as one before. */
struct inode___parts {
	long long i_ctime_sec;
	u32 i_ctime_nsec;
} __attribute__((preserve_access_index));

struct timespec64___old {
	long long tv_sec;
	long tv_nsec;
} __attribute__((preserve_access_index));

struct inode___middle {
	struct timespec64___old __i_ctime;
} __attribute__((preserve_access_index));

struct inode___old {
	struct timespec64___old i_ctime;
} __attribute__((preserve_access_index));

static __always_inline __u64 ctime_of(struct inode *inode)
{
	__u64 seconds = 0;
	__u32 nanos = 0;
	struct inode___parts *parts = (void *)inode;
	struct inode___middle *middle = (void *)inode;
	struct inode___old *old = (void *)inode;

	if (bpf_core_field_exists(parts->i_ctime_sec)) {
		seconds = BPF_CORE_READ(parts, i_ctime_sec);
		nanos = BPF_CORE_READ(parts, i_ctime_nsec);
	} else if (bpf_core_field_exists(middle->__i_ctime)) {
		seconds = BPF_CORE_READ(middle, __i_ctime.tv_sec);
		nanos = BPF_CORE_READ(middle, __i_ctime.tv_nsec);
	} else if (bpf_core_field_exists(old->i_ctime)) {
		seconds = BPF_CORE_READ(old, i_ctime.tv_sec);
		nanos = BPF_CORE_READ(old, i_ctime.tv_nsec);
	}
	/* The highest bit tells that somebody asked for the time, and is none of it. */
	return seconds * 1000000000ULL + (nanos & MULTIGRAIN);
}

static __always_inline struct cgroup *cgroup_of(struct task_struct *task)
{
	struct cgroup *group = BPF_CORE_READ(task, cgroups, dfl_cgrp);

	/* Where both generations are mounted, all tasks are in the root of the second. */
	if (BPF_CORE_READ(group, kn, id) <= 1 && bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id)) {
		int pids = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
		struct cgroup_subsys_state *state = NULL;
		struct css_set *set = BPF_CORE_READ(task, cgroups);

		bpf_core_read(&state, sizeof(state), &set->subsys[pids]);
		if (state)
			group = BPF_CORE_READ(state, cgroup);
	}
	return group;
}

static __always_inline void identity_of(struct shirube_identity *who, struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	unsigned int level = BPF_CORE_READ(pid, level);
	struct upid upid = {};

	who->parent = BPF_CORE_READ(parent, tgid);
	who->parent_start = BPF_CORE_READ(parent, group_leader, start_boottime);
	who->uid = BPF_CORE_READ(cred, uid.val);
	who->euid = BPF_CORE_READ(cred, euid.val);
	who->gid = BPF_CORE_READ(cred, gid.val);
	who->egid = BPF_CORE_READ(cred, egid.val);
	who->auid = bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : -1;
	who->session = bpf_core_field_exists(task->sessionid) ? BPF_CORE_READ(task, sessionid) : -1;
	who->mount_ns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	who->net_ns = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	who->user_ns = BPF_CORE_READ(cred, user_ns, ns.inum);
	bpf_core_read(&upid, sizeof(upid), &pid->numbers[level]);
	who->ns_pid = upid.nr;
	who->pid_ns = upid.ns ? BPF_CORE_READ(upid.ns, ns.inum) : 0;
	bpf_core_read(&who->caps, sizeof(who->caps), &cred->cap_effective);
	who->cgroup = BPF_CORE_READ(cgroup_of(task), kn, id);
	bpf_core_read(&who->comm, sizeof(who->comm), &task->comm);
	who->tty[0] = 0;
	if (tty)
		bpf_core_read_str(&who->tty, sizeof(who->tty), &tty->name);
}

static __always_inline __u32 put_text(char *bytes, __u32 off, __u32 longest, const void *text)
{
	long length;

	LIMIT(off, OFF_MASK);
	length = bpf_probe_read_kernel_str(bytes + off, longest, text);
	return length > 0 ? length : 0;
}

/*
 * Puts the parts of a path, the last one first; crosses mounts up to the root.
 * A function of its own that takes numbers only is verified once, and not for
 * everything that may have been before.
 */
__noinline __u32 put_path(__u64 path, __u32 off)
{
	const struct path *from = (void *)path;
	__u32 key = 0;
	struct scratch *to = bpf_map_lookup_elem(&scratch, &key);
	struct dentry *dentry = BPF_CORE_READ(from, dentry);
	struct vfsmount *seen = BPF_CORE_READ(from, mnt);
	struct mount *mount;
	__u32 begin = off;

	if (!seen || !to)
		return 0;
	mount = container_of(seen, struct mount, mnt);
	for (int part = 0; part < PATH_PARTS + 16; part++) {
		struct dentry *root = BPF_CORE_READ(mount, mnt.mnt_root);
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);

		if (dentry == root || dentry == up) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (dentry != root && off == begin)
				/* What has no place in any folder has its own name at least. */
				return put_text(to->bytes, off, ROOM_FOR_NAME, BPF_CORE_READ(dentry, d_name.name));
			if (dentry != root || above == mount)
				return off - begin;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (off - begin > PATH_LONGEST - ROOM_FOR_NAME)
			break;
		off += put_text(to->bytes, off, ROOM_FOR_NAME, BPF_CORE_READ(dentry, d_name.name));
		/* The same range every time round: else the verifier follows each way by itself. */
		LIMIT(off, OFF_MASK);
		dentry = up;
	}
	/* The highest bit tells that there was more. */
	return (off - begin) | 0x80000000;
}

static __always_inline void file_of(struct shirube_exec *exec, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	unsigned long magic = BPF_CORE_READ(inode, i_sb, s_magic);

	exec->inode = BPF_CORE_READ(inode, i_ino);
	exec->device = BPF_CORE_READ(inode, i_sb, s_dev);
	exec->links = BPF_CORE_READ(inode, i_nlink);
	exec->ctime = ctime_of(inode);
	if (exec->links == 0) {
		exec->head.flags |= FLAG_DELETED;
		/* A memfd is a file of an internal mount of tmpfs, which nobody can name. */
		struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);

		if (magic == 0x01021994 && dentry == BPF_CORE_READ(dentry, d_parent))
			exec->head.flags |= FLAG_MEMORY;
	}
}

static __always_inline __u32 put_argv(struct shirube_exec *exec, char *bytes, __u32 off, struct mm_struct *mm)
{
	unsigned long from = BPF_CORE_READ(mm, arg_start);
	unsigned long to = BPF_CORE_READ(mm, arg_end);
	__u32 length = to - from;

	exec->argv_total = length;
	if (length > ARGV_LONGEST) {
		length = ARGV_LONGEST;
		exec->head.flags |= FLAG_ARGV_CUT;
	}
	LIMIT(off, OFF_MASK);
	LIMIT(length, 0xfff);
	if (bpf_probe_read_user(bytes + off, length, (void *)from)) {
		exec->head.flags |= FLAG_ARGV_MISSING;
		return 0;
	}
	return length;
}

static __always_inline void send(void *record, __u32 length, __u32 kind, bool cut)
{
	LIMIT(length, OFF_MASK);
	count(kind, bpf_ringbuf_output(&bulk, record, length, bulk_wake()) != 0, cut);
}

static __always_inline __u16 put_place(struct shirube_exec *exec, __u32 off, const struct path *path, __u16 flag)
{
	__u32 length = put_path((__u64)path, off);

	if (length & 0x80000000)
		exec->head.flags |= flag;
	return length & OFF_MASK;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, pid_t old, struct linux_binprm *bprm)
{
	__u32 key = 0;
	struct scratch *to = bpf_map_lookup_elem(&scratch, &key);
	struct shirube_exec *exec = (void *)to;
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	const char *interp, *name;
	__u32 off = sizeof(*exec);

	if (!to)
		return 0;
	head_of(&exec->head, KIND_EXEC, 0);
	exec->head.tgid = BPF_CORE_READ(task, tgid);
	exec->head.tid = BPF_CORE_READ(task, pid);
	exec->head.start = BPF_CORE_READ(task, group_leader, start_boottime);
	identity_of(&exec->who, task);
	file_of(exec, BPF_CORE_READ(mm, exe_file));
	if (bpf_core_field_exists(bprm->secureexec) && BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec))
		exec->head.flags |= FLAG_SECURE;
	exec->argv_length = put_argv(exec, to->bytes, off, mm);
	off += exec->argv_length;
	exec->path_length = put_place(exec, off, &BPF_CORE_READ(mm, exe_file)->f_path, FLAG_PATH_CUT);
	off += exec->path_length;
	exec->cwd_length = put_place(exec, off, &BPF_CORE_READ(task, fs)->pwd, FLAG_CWD_CUT);
	off += exec->cwd_length;
	name = BPF_CORE_READ(bprm, filename);
	exec->name_length = put_text(to->bytes, off, 512, name);
	off += exec->name_length;
	interp = BPF_CORE_READ(bprm, interp);
	exec->interp_length = interp == name ? 0 : put_text(to->bytes, off, 256, interp);
	off += exec->interp_length;
	exec->group_length = put_text(to->bytes, off, 128, BPF_CORE_READ(cgroup_of(task), kn, name));
	off += exec->group_length;
	exec->head.length = off;
	send(exec, off, KIND_EXEC, exec->head.flags & (FLAG_ARGV_CUT | FLAG_PATH_CUT | FLAG_CWD_CUT));
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct shirube_fork *fork;

	/* A thread is no process. */
	if (BPF_CORE_READ(child, tgid) != BPF_CORE_READ(child, pid))
		return 0;
	fork = bpf_ringbuf_reserve(&bulk, sizeof(*fork), 0);
	count(KIND_FORK, !fork, false);
	if (!fork)
		return 0;
	head_of(&fork->head, KIND_FORK, sizeof(*fork));
	fork->head.tgid = BPF_CORE_READ(child, tgid);
	fork->head.tid = fork->head.tgid;
	fork->head.start = BPF_CORE_READ(child, start_boottime);
	identity_of(&fork->who, child);
	bpf_ringbuf_submit(fork, bulk_wake());
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct shirube_exit *gone;

	if (has_group_dead) {
		if (!(ctx[1] & 1))
			return 0;
	} else if (BPF_CORE_READ(task, signal, live.counter) != 0) {
		return 0;
	}
	gone = bpf_ringbuf_reserve(&bulk, sizeof(*gone), 0);
	count(KIND_EXIT, !gone, false);
	if (!gone)
		return 0;
	head_of(&gone->head, KIND_EXIT, sizeof(*gone));
	gone->head.tgid = BPF_CORE_READ(task, tgid);
	gone->head.tid = BPF_CORE_READ(task, pid);
	gone->head.start = BPF_CORE_READ(task, group_leader, start_boottime);
	gone->code = BPF_CORE_READ(task, signal, group_exit_code);
	if (!gone->code)
		gone->code = BPF_CORE_READ(task, exit_code);
	gone->uid = BPF_CORE_READ(task, cred, uid.val);
	bpf_core_read(&gone->comm, sizeof(gone->comm), &task->comm);
	bpf_ringbuf_submit(gone, bulk_wake());
	return 0;
}

static __always_inline void put_self_test(void *ring, const char *name, __u64 wake)
{
	struct shirube_exit *told = bpf_ringbuf_reserve(ring, sizeof(*told), 0);

	count(KIND_SELF_TEST, !told, false);
	if (!told)
		return;
	head_of(&told->head, KIND_SELF_TEST, sizeof(*told));
	current_of(&told->head);
	told->code = 0;
	told->uid = 0;
	__builtin_memset(told->comm, 0, sizeof(told->comm));
	bpf_probe_read_kernel_str(told->comm, sizeof(told->comm), name);
	bpf_ringbuf_submit(told, wake);
}

/* The agent names a thread of its own "shirube" and a number: that must come back by both rings. */
SEC("tp_btf/task_rename")
int BPF_PROG(on_rename, struct task_struct *task, const char *name)
{
	char begin[8] = {};

	if (!is_agent(bpf_get_current_pid_tgid() >> 32))
		return 0;
	bpf_probe_read_kernel(begin, sizeof(begin) - 1, name);
	if (begin[0] != 's' || begin[1] != 'h' || begin[2] != 'i' || begin[3] != 'r' ||
	    begin[4] != 'u' || begin[5] != 'b' || begin[6] != 'e')
		return 0;
	put_self_test(&bulk, name, bulk_wake());
	put_self_test(&urgent, name, 0);
	return 0;
}
