// SPDX-License-Identifier: Apache-2.0
/*
 * What programs do that would rather not be seen, and what is rare: one thing
 * for each name. Ends with 0 if it did it, with 3 if this kernel does not let it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REFUSED 3

static int refused(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	return REFUSED;
}

/* ---- calls as 32-bit programs make them ---------------------------------- */

static long call32(long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

/* A text where 32-bit calls can reach it. */
static char *low(const char *text)
{
	char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (at == MAP_FAILED)
		exit(refused("mmap"));
	return strcpy(at, text);
}

static int int80_files(char **arguments)
{
	char *first = low(arguments[0]), *second = low(arguments[1]);
	long file = call32(5, (long)first, O_CREAT | O_WRONLY, 0600);

	if (file < 0) {
		errno = -file;
		return refused("open");
	}
	call32(4, file, (long)second, 5);
	call32(6, file, 0, 0);
	usleep(400000);
	if (call32(38, (long)first, (long)second, 0))
		return 1;
	usleep(400000);
	return call32(10, (long)second, 0, 0) ? 1 : 0;
}

static int int80_exec(char **arguments)
{
	unsigned *argv = (unsigned *)low("");

	for (int index = 0; arguments[index]; index++)
		argv[index] = (unsigned)(long)low(arguments[index]);
	errno = -call32(11, argv[0], (long)argv, 0);
	return refused("execve");
}

static int int80_setuid(char **arguments)
{
	return call32(213, atoi(arguments[0]), 0, 0) ? 1 : 0;
}

/* ---- io_uring ------------------------------------------------------------- */

static struct {
	int number;
	unsigned *tail, *mask, *array, *completed;
	struct io_uring_sqe *entries;
	struct io_uring_cqe *results;
	unsigned *head, *result_mask;
} ring;

static int uring(void)
{
	struct io_uring_params p = { 0 };
	char *queue;

	ring.number = syscall(__NR_io_uring_setup, 8, &p);
	if (ring.number < 0)
		return refused("io_uring_setup");
	queue = mmap(NULL, p.sq_off.array + p.sq_entries * 4 + p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe),
		     PROT_READ | PROT_WRITE, MAP_SHARED, ring.number, IORING_OFF_SQ_RING);
	ring.entries = mmap(NULL, p.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED,
			    ring.number, IORING_OFF_SQES);
	if (queue == MAP_FAILED || ring.entries == MAP_FAILED || !(p.features & IORING_FEAT_SINGLE_MMAP))
		return refused("mmap");
	ring.tail = (unsigned *)(queue + p.sq_off.tail);
	ring.mask = (unsigned *)(queue + p.sq_off.ring_mask);
	ring.array = (unsigned *)(queue + p.sq_off.array);
	ring.results = (struct io_uring_cqe *)(queue + p.cq_off.cqes);
	ring.head = (unsigned *)(queue + p.cq_off.head);
	ring.result_mask = (unsigned *)(queue + p.cq_off.ring_mask);
	return 0;
}

static int done(struct io_uring_sqe entry)
{
	unsigned at = *ring.tail & *ring.mask;
	int result;

	ring.entries[at] = entry;
	ring.array[at] = at;
	__atomic_store_n(ring.tail, *ring.tail + 1, __ATOMIC_RELEASE);
	if (syscall(__NR_io_uring_enter, ring.number, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -errno;
	result = ring.results[*ring.head & *ring.result_mask].res;
	__atomic_store_n(ring.head, *ring.head + 1, __ATOMIC_RELEASE);
	return result;
}

static int uring_files(char **arguments)
{
	struct io_uring_sqe open = { .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD };
	struct io_uring_sqe write = { .opcode = IORING_OP_WRITE };
	struct io_uring_sqe close = { .opcode = IORING_OP_CLOSE };
	struct io_uring_sqe rename = { .opcode = IORING_OP_RENAMEAT, .fd = AT_FDCWD, .len = AT_FDCWD };
	struct io_uring_sqe unlink = { .opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD };
	int file = uring();

	if (file)
		return file;
	open.addr = (unsigned long)arguments[0];
	open.open_flags = O_CREAT | O_WRONLY;
	open.len = 0600;
	file = done(open);
	if (file < 0)
		return 1;
	write.fd = close.fd = file;
	write.addr = (unsigned long)"hello";
	write.len = 5;
	rename.addr = (unsigned long)arguments[0];
	rename.addr2 = (unsigned long)arguments[1];
	unlink.addr = (unsigned long)arguments[1];
	if (done(write) != 5 || done(close))
		return 1;
	usleep(400000);
	if (done(rename))
		return 1;
	usleep(400000);
	return done(unlink) ? 1 : 0;
}

static int uring_connect(char **arguments)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(arguments[0])) };
	struct io_uring_sqe connect = { .opcode = IORING_OP_CONNECT };
	int result = uring();

	if (result)
		return result;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connect.fd = socket(AF_INET, SOCK_STREAM, 0);
	connect.addr = (unsigned long)&to;
	connect.off = sizeof(to);
	return done(connect) ? 1 : 0;
}

/* ---- other processes -------------------------------------------------------- */

static char secret[16] = "not to be read";

static int with_child(int (*what)(pid_t child))
{
	pid_t child = fork();
	int result;

	if (!child) {
		pause();
		_exit(0);
	}
	result = what(child);
	printf("%d\n", child);
	fflush(stdout);
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
	return result;
}

static int by_ptrace(pid_t child)
{
	return ptrace(PTRACE_ATTACH, child, 0, 0) ? refused("ptrace") : 0;
}

static int by_vm_read(pid_t child)
{
	char into[16];
	struct iovec to = { into, 16 }, from = { secret, 16 };

	return process_vm_readv(child, &to, 1, &from, 1, 0) == 16 ? 0 : refused("process_vm_readv");
}

static int by_vm_write(pid_t child)
{
	char text[16] = "overwritten";
	struct iovec from = { text, 16 }, to = { secret, 16 };

	return process_vm_writev(child, &from, 1, &to, 1, 0) == 16 ? 0 : refused("process_vm_writev");
}

static int by_memory_file(pid_t child)
{
	char path[64], into[16];
	int file;

	snprintf(path, sizeof(path), "/proc/%d/mem", child);
	file = open(path, O_RDWR);
	if (file < 0)
		return refused(path);
	return pread(file, into, 16, (long)secret) == 16 ? 0 : refused(path);
}

#define ON_A_CHILD(name, what) static int name(char **none) { (void)none; return with_child(what); }
ON_A_CHILD(traced, by_ptrace)
ON_A_CHILD(read_by_call, by_vm_read)
ON_A_CHILD(written_by_call, by_vm_write)
ON_A_CHILD(read_by_file, by_memory_file)

/* ---- programs ----------------------------------------------------------------- */

static int memfd_exec(char **arguments)
{
	char bytes[65536];
	int from = open(arguments[0], O_RDONLY), to = memfd_create(arguments[1], 0);
	ssize_t count;

	if (to < 0 || from < 0)
		return refused("memfd_create");
	while ((count = read(from, bytes, sizeof(bytes))) > 0)
		if (write(to, bytes, count) != count)
			return 1;
	fexecve(to, arguments + 1, environ);
	return refused("fexecve");
}

static int deleted_exec(char **arguments)
{
	int file = open(arguments[0], O_PATH);

	unlink(arguments[0]);
	fexecve(file, arguments + 1, environ);
	return refused("fexecve");
}

/* Says something else of itself than what it was started as, and then writes a file. */
static int rewrite(char **arguments)
{
	char path[4096];
	char *first = arguments[-1], *last = first;

	snprintf(path, sizeof(path), "%s", arguments[0]);
	for (int index = 0; arguments[index]; index++)
		last = arguments[index] + strlen(arguments[index]);
	memset(first, 'x', last - first);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	usleep(500000);
	return 0;
}

static int double_fork(char **arguments)
{
	if (!fork()) {
		if (!fork()) {
			usleep(300000);
			execv(arguments[0], arguments);
			_exit(1);
		}
		_exit(0);
	}
	wait(NULL);
	usleep(700000);
	return 0;
}

static int run(char **arguments)
{
	pid_t child = fork();
	int status = 0;

	if (!child) {
		execv(arguments[0], arguments);
		_exit(1);
	}
	waitpid(child, &status, 0);
	return child;
}

/* The same number of a process twice: the kernel is told which was the last one it gave. */
static int same_number(char **arguments)
{
	for (int attempt = 0; attempt < 200; attempt++) {
		pid_t first = run(arguments), second;
		FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "w");

		if (!last)
			return refused("ns_last_pid");
		fprintf(last, "%d", first - 1);
		fclose(last);
		second = run(arguments);
		if (first == second) {
			printf("%d\n", first);
			return 0;
		}
	}
	errno = EAGAIN;
	return refused("ns_last_pid");
}

/* ---- the rest ------------------------------------------------------------------ */

static int bpf_map(char **none)
{
	(void)none;
	union bpf_attr attributes = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };

	return syscall(__NR_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)) < 0 ? refused("bpf") : 0;
}

/* A time there is not: the call is made, and the clock stays as it is. */
static int clock_set(char **none)
{
	(void)none;
	struct timespec never = { 0, -1 };

	return syscall(__NR_clock_settime, CLOCK_REALTIME, &never) && errno == EINVAL ? 0 : 1;
}

static int module(char **arguments)
{
	int file = open("/dev/null", O_RDONLY);

	syscall(__NR_finit_module, file, arguments[0], 0);
	return errno == ENOSYS || errno == EPERM || errno == EINVAL || errno == ENOEXEC ? 0 : 1;
}

/* Sockets that are bound and closed, as fast as it goes, for so many seconds; says how many. */
static int chaff(char **arguments)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	time_t until = time(NULL) + atoi(arguments[0]);
	long count = 0;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	while (time(NULL) < until) {
		int one = socket(AF_INET, SOCK_DGRAM, 0);

		count += !bind(one, (struct sockaddr *)&to, sizeof(to));
		close(one);
	}
	printf("%ld\n", count);
	return 0;
}

static const struct {
	const char *name;
	int (*done)(char **arguments);
	int least;
} TRICKS[] = {
	{ "int80-files", int80_files, 2 },
	{ "int80-exec", int80_exec, 1 },
	{ "int80-setuid", int80_setuid, 1 },
	{ "uring-files", uring_files, 2 },
	{ "uring-connect", uring_connect, 1 },
	{ "memfd-exec", memfd_exec, 2 },
	{ "deleted-exec", deleted_exec, 2 },
	{ "rewrite", rewrite, 1 },
	{ "double-fork", double_fork, 1 },
	{ "same-number", same_number, 1 },
	{ "chaff", chaff, 1 },
	{ "module", module, 1 },
	{ "ptrace", traced, 0 },
	{ "vm-read", read_by_call, 0 },
	{ "vm-write", written_by_call, 0 },
	{ "memory-file", read_by_file, 0 },
	{ "bpf", bpf_map, 0 },
	{ "clock", clock_set, 0 },
};

/* Where the processor or the kernel does not know 32-bit calls, they end like this. */
static void unknown(int signal)
{
	(void)signal;
	_exit(REFUSED);
}

int main(int count, char **all)
{
	const char *what = count > 1 ? all[1] : "";
	char **arguments = all + 2;

	signal(SIGSEGV, unknown);
	for (unsigned index = 0; index < sizeof(TRICKS) / sizeof(*TRICKS); index++)
		if (!strcmp(what, TRICKS[index].name) && count >= 2 + TRICKS[index].least)
			return TRICKS[index].done(arguments);
	return 64;
}
