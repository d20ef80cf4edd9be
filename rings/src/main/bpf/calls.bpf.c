// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0
/*
 * Calls of the kernel that are rare and worth telling. As long as this is
 * attached, every call of every program costs a little more; what has a better
 * hook is not told here.
 */
#include "shared.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define CALLS 512
#define TS_COMPAT 2
#define TIF_ADDR32 (1UL << 29)
#define TEXTS (TEXT_LONGEST * 2)

/* What of a call is told: bits, one row for 64-bit calls and one for 32-bit ones. */
enum { TELL = 1, ONLY_FAILED = 2, ONLY_DONE = 4, TEXT_0 = 8, TEXT_1 = 16, TEXT_2 = 32, URGENT = 64, MEMORY_FILE = 128 };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CALLS * 2);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} calls SEC(".maps");

/* 64-bit programs that were told of once as they call like 32-bit ones. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} mixed SEC(".maps");

struct told {
	struct shirube_call call;
	char text[TEXTS];
};

static __always_inline bool is_mixed(struct task_struct *task, __u64 start)
{
	__u32 yes = 1;

	if (BPF_CORE_READ(task, thread_info.flags) & TIF_ADDR32)
		return false;
	if (bpf_map_lookup_elem(&mixed, &start))
		return false;
	bpf_map_update_elem(&mixed, &start, &yes, BPF_ANY);
	return true;
}

static __always_inline void arguments_of(struct shirube_call *call, struct pt_regs *regs, bool compat)
{
	call->argument[0] = compat ? (__u32)BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
	call->argument[1] = compat ? (__u32)BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
	call->argument[2] = compat ? (__u32)BPF_CORE_READ(regs, dx) : BPF_CORE_READ(regs, dx);
	call->argument[3] = compat ? (__u32)BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, r10);
	call->argument[4] = compat ? (__u32)BPF_CORE_READ(regs, di) : BPF_CORE_READ(regs, r8);
	call->argument[5] = compat ? (__u32)BPF_CORE_READ(regs, bp) : BPF_CORE_READ(regs, r9);
}

static __always_inline __u32 put_user_text(struct told *told, __u32 off, __u64 from)
{
	long length;

	LIMIT(off, TEXT_LONGEST - 1);
	length = bpf_probe_read_user_str(told->text + off, 256, (void *)from);
	return length > 0 ? length : 0;
}

static __always_inline __u32 texts_of(struct told *told, __u32 what)
{
	__u32 off = 0;

	if (what & TEXT_0)
		off += put_user_text(told, off, told->call.argument[0]);
	if (what & TEXT_1)
		off += put_user_text(told, off, told->call.argument[1]);
	if (what & TEXT_2)
		off += put_user_text(told, off, told->call.argument[2]);
	return off;
}

/* Opens are told of only where they open the memory of a process: /proc/NUMBER/mem. */
static __always_inline bool is_memory_file(struct pt_regs *regs, __u32 what, bool compat)
{
	char path[40] = {};
	bool is = false;
	__u64 from;

	if (what & TEXT_0)
		from = compat ? (__u32)BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
	else
		from = compat ? (__u32)BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
	if (bpf_probe_read_user_str(path, sizeof(path) - 4, (void *)from) < 11)
		return false;
	if (path[0] != '/' || path[1] != 'p' || path[2] != 'r' || path[3] != 'o' || path[4] != 'c' || path[5] != '/')
		return false;
#pragma unroll
	for (int at = 6; at < 35; at++)
		is |= path[at] == '/' && path[at + 1] == 'm' && path[at + 2] == 'e' && path[at + 3] == 'm' && !path[at + 4];
	return is;
}

static __always_inline void tell(void *ring, struct pt_regs *regs, long result, __u32 what, __u16 flags)
{
	struct told *told = bpf_ringbuf_reserve(ring, sizeof(*told), 0);
	struct task_struct *task = (void *)bpf_get_current_task();

	count(KIND_CALL, !told, false);
	if (!told)
		return;
	head_of(&told->call.head, KIND_CALL, sizeof(told->call));
	current_of(&told->call.head);
	told->call.head.flags = flags;
	told->call.result = result;
	told->call.number = BPF_CORE_READ(regs, orig_ax);
	told->call.unused = 0;
	told->call.uid = BPF_CORE_READ(task, cred, uid.val);
	told->call.euid = BPF_CORE_READ(task, cred, euid.val);
	bpf_get_current_comm(told->call.comm, sizeof(told->call.comm));
	arguments_of(&told->call, regs, flags & FLAG_COMPAT);
	told->call.text_length = texts_of(told, what);
	told->call.head.length = sizeof(told->call) + told->call.text_length;
	bpf_ringbuf_submit(told, ring == &urgent ? 0 : bulk_wake());
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_call, struct pt_regs *regs, long result)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	bool compat = BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
	__u32 number = BPF_CORE_READ(regs, orig_ax);
	__u32 *what;
	__u16 flags = 0;

	if (number >= CALLS)
		return 0;
	if (compat) {
		struct shirube_head who = {};

		current_of(&who);
		number += CALLS;
		flags = FLAG_COMPAT;
		if (is_mixed(task, who.start)) {
			tell(&urgent, regs, result, 0, FLAG_COMPAT | FLAG_MIXED);
			return 0;
		}
	}
	what = bpf_map_lookup_elem(&calls, &number);
	if (!what || !*what || is_agent(bpf_get_current_pid_tgid() >> 32))
		return 0;
	if ((*what & ONLY_FAILED && result >= 0) || (*what & ONLY_DONE && result < 0))
		return 0;
	if (*what & MEMORY_FILE && !is_memory_file(regs, *what, compat))
		return 0;
	if (*what & URGENT)
		tell(&urgent, regs, result, *what, flags);
	else
		tell(&bulk, regs, result, *what, flags);
	return 0;
}
