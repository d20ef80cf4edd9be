// SPDX-License-Identifier: Apache-2.0
/*
 * The least that a reader of the recorder's bulk ring can do: takes every record, writes it as
 * JSON into memory, and forgets it. Wakes up as the agent does: when 256 KiB wait, else ten times
 * a second.
 *
 *   reader PIN SECONDS
 *
 * Ends by itself, with "reader: NANOSECONDS RECORDS BYTES" of its own processor time.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct head {
	uint16_t kind, flags;
	uint32_t length;
	uint64_t time;
	uint32_t tgid, tid;
	uint64_t start;
};

static char json[65536];
static long records, bytes;

static char *text(char *to, const unsigned char *from, const unsigned char *end)
{
	static const char digits[] = "0123456789abcdef";
	for (; from < end; from++) {
		if (*from < ' ' || *from == '"' || *from == '\\' || *from > 126) {
			*to++ = '\\';
			*to++ = 'u';
			*to++ = '0';
			*to++ = '0';
			*to++ = digits[*from >> 4];
			*to++ = digits[*from & 15];
		} else {
			*to++ = *from;
		}
	}
	return to;
}

static int record(void *context, void *data, size_t size)
{
	(void)context;
	if (size < sizeof(struct head) || size > 8192)
		return 0;
	const struct head *head = data;
	char *to = json;
	to += sprintf(to, "{\"kind\":%u,\"flags\":%u,\"time\":%llu,\"pid\":%u,\"thread\":%u,\"start\":%llu,\"content\":\"",
		      head->kind, head->flags, (unsigned long long)head->time, head->tgid, head->tid,
		      (unsigned long long)head->start);
	to = text(to, (const unsigned char *)data + sizeof *head, (const unsigned char *)data + size);
	*to++ = '"';
	*to++ = '}';
	records++;
	bytes += to - json;
	return 0;
}

static long long now(clockid_t clock)
{
	struct timespec at;
	clock_gettime(clock, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

int main(int count, char **words)
{
	if (count != 3)
		return 2;
	int map = bpf_obj_get(words[1]);
	struct ring_buffer *ring = map < 0 ? NULL : ring_buffer__new(map, record, NULL, NULL);
	if (!ring) {
		fprintf(stderr, "reader: cannot read %s\n", words[1]);
		return 1;
	}
	ring_buffer__consume(ring);
	records = bytes = 0;
	long long before = now(CLOCK_PROCESS_CPUTIME_ID);
	long long end = now(CLOCK_MONOTONIC) + atol(words[2]) * 1000000000LL;
	while (now(CLOCK_MONOTONIC) < end) {
		ring_buffer__poll(ring, 100);
		ring_buffer__consume(ring);
	}
	fprintf(stderr, "reader: %lld %ld %ld\n", now(CLOCK_PROCESS_CPUTIME_ID) - before, records, bytes);
	return 0;
}
