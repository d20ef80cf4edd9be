/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0 */
/* What the programs share: the rings, the counters, the agent's settings. */
#ifndef SHIRUBE_SHARED_H
#define SHIRUBE_SHARED_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "layout.h"

/* The reader sleeps until so much waits for it, or 50 ms have gone by. */
#define WAKE_AT (256 * 1024)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} bulk SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} urgent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, KINDS);
	__type(key, __u32);
	__type(value, struct shirube_count);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct shirube_settings);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} settings SEC(".maps");

/* Keeps clang from forgetting that a length was limited. */
#define LIMIT(var, mask) do { asm volatile("" : "+r"(var)); var &= (mask); asm volatile("" : "+r"(var)); } while (0)

static __always_inline struct shirube_count *count_of(__u32 kind)
{
	return bpf_map_lookup_elem(&counts, &kind);
}

/* Another program of the same CPU may be in between, so these are atomic. */
static __always_inline void count(__u32 kind, bool lost, bool cut)
{
	struct shirube_count *of = count_of(kind);

	if (!of)
		return;
	__sync_fetch_and_add(&of->made, 1);
	if (lost)
		__sync_fetch_and_add(&of->lost, 1);
	if (cut)
		__sync_fetch_and_add(&of->cut, 1);
}

static __always_inline __u64 bulk_wake(void)
{
	return bpf_ringbuf_query(&bulk, BPF_RB_AVAIL_DATA) >= WAKE_AT ?
		       BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

static __always_inline bool is_agent(__u32 tgid)
{
	__u32 key = 0;
	struct shirube_settings *told = bpf_map_lookup_elem(&settings, &key);

	return told && told->agent && told->agent == tgid;
}

static __always_inline void head_of(struct shirube_head *head, __u16 kind, __u32 length)
{
	head->kind = kind;
	head->flags = 0;
	head->length = length;
	head->time = bpf_ktime_get_boot_ns();
}

/* The process that runs: never to be called where an interrupt may have come. */
static __always_inline void current_of(struct shirube_head *head)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	__u64 both = bpf_get_current_pid_tgid();

	head->tgid = both >> 32;
	head->tid = (__u32)both;
	head->start = BPF_CORE_READ(task, group_leader, start_boottime);
}

#endif
