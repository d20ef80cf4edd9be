// SPDX-License-Identifier: Apache-2.0
// Makes what an agent is to record, at a pace, and says how much it made.
//   storm execs COUNT SECONDS MARK     starts /bin/true COUNT times
//   storm churn RATE SECONDS FOLDER    forks, and files made, written, renamed, removed
//   storm canary FOLDER                starts, opens, connects until it is told to stop
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int64_t now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void until(int64_t at)
{
	int64_t left = at - now();
	if (left > 0) {
		struct timespec pause = {left / 1000000000LL, left % 1000000000LL};
		nanosleep(&pause, 0);
	}
}

static void die(const char *what)
{
	perror(what);
	_exit(3);
}

static void start(const char *program, const char *first, const char *second)
{
	pid_t child = vfork();
	if (child < 0)
		die("vfork");
	if (!child) {
		execl(program, program, first, second, (char *)0);
		_exit(127);
	}
	int status = 0;
	if (waitpid(child, &status, 0) < 0 || status)
		die("start");
}

static int execs(long count, long seconds, const char *mark)
{
	int64_t begin = now();
	char number[32];
	for (long made = 0; made < count; made++) {
		until(begin + seconds * 1000000000LL / count * made);
		snprintf(number, sizeof(number), "%ld", made);
		start("/bin/true", mark, number);
	}
	printf("execs %ld in %.3f s\n", count, (now() - begin) / 1e9);
	return 0;
}

static void child(void)
{
	pid_t made = vfork();
	if (made < 0)
		die("vfork");
	if (!made)
		_exit(0);
	waitpid(made, 0, 0);
}

static void file(const char *folder, long number)
{
	char from[512];
	char to[512];
	snprintf(from, sizeof(from), "%s/a%ld", folder, number);
	snprintf(to, sizeof(to), "%s/b%ld", folder, number);
	int fd = open(from, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	if (fd < 0 || write(fd, "storm", 5) != 5)
		die("write");
	close(fd);
	if (rename(from, to) || unlink(to))
		die("rename");
}

/* Of ten events three are forks and ends, seven are of files. */
static int churn(long rate, long seconds, const char *folder)
{
	int64_t begin = now();
	long slots = seconds * 200;
	long forks = 0;
	long files = 0;
	for (long slot = 0; slot < slots && !stopped; slot++) {
		until(begin + slot * 5000000LL);
		long wanted = rate * (slot + 1) / 200;
		while (2 * forks < wanted * 3 / 10) {
			child();
			forks++;
		}
		while (4 * files < wanted * 7 / 10) {
			file(folder, files);
			files++;
		}
	}
	double took = (now() - begin) / 1e9;
	printf("forks %ld files %ld events %ld in %.3f s\n", forks, files, 2 * forks + 4 * files, took);
	return 0;
}

static int listener(struct sockaddr_in *at)
{
	socklen_t length = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	memset(at, 0, length);
	at->sin_family = AF_INET;
	at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)at, length) || listen(fd, 8) ||
	    getsockname(fd, (struct sockaddr *)at, &length))
		die("listen");
	return fd;
}

static void joined(int door, struct sockaddr_in *at)
{
	int one = socket(AF_INET, SOCK_STREAM, 0);
	if (one < 0 || connect(one, (struct sockaddr *)at, sizeof(*at)))
		die("connect");
	int other = accept(door, 0, 0);
	if (other < 0)
		die("accept");
	close(one);
	close(other);
}

static int64_t longest(int64_t so_far, int64_t from)
{
	int64_t took = now() - from;
	return took > so_far ? took : so_far;
}

static int canary(const char *folder)
{
	struct sockaddr_in at;
	int door = listener(&at);
	int64_t starts = 0, opens = 0, connects = 0, most_start = 0, most_open = 0, most_connect = 0;
	int64_t told = now();
	long number = 0;
	while (!stopped) {
		int64_t from = now();
		start("/bin/true", "canary", "x");
		most_start = longest(most_start, from);
		starts++;
		from = now();
		file(folder, number++);
		most_open = longest(most_open, from);
		opens++;
		from = now();
		joined(door, &at);
		most_connect = longest(most_connect, from);
		connects++;
		if (now() - told > 200000000LL) {
			told = now();
			printf("%lld %lld %lld %lld\n", (long long)starts, (long long)most_start / 1000,
			       (long long)most_open / 1000, (long long)most_connect / 1000);
			fflush(stdout);
		}
		until(now() + 10000000LL);
	}
	return 0;
}

int main(int count, char **words)
{
	signal(SIGTERM, stop);
	if (count == 5 && !strcmp(words[1], "execs"))
		return execs(atol(words[2]), atol(words[3]), words[4]);
	if (count == 5 && !strcmp(words[1], "churn"))
		return churn(atol(words[2]), atol(words[3]), words[4]);
	if (count == 3 && !strcmp(words[1], "canary"))
		return canary(words[2]);
	fprintf(stderr, "storm execs|churn|canary ...\n");
	return 2;
}
