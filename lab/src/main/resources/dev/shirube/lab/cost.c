// SPDX-License-Identifier: Apache-2.0
// Does one thing many times, and says how much processor it took, in nanoseconds, its children's included.
//   cost starts COUNT            starts /bin/true
//   cost files COUNT FOLDER      makes, renames and removes a file
//   cost calls COUNT             a call of the kernel that nobody watches
//   cost run PROGRAM ARGUMENTS   a program
//   cost forks RATE SECONDS      so many events a second of processes that begin and end
//   cost pace RATE SECONDS FOLDER   so many events a second, three tenths processes, the others files
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	_exit(3);
}

static int64_t used(int who)
{
	struct rusage usage;
	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
}

static int64_t both(void)
{
	return used(RUSAGE_SELF) + used(RUSAGE_CHILDREN);
}

static void start(char **words)
{
	pid_t child = vfork();
	if (child < 0)
		die("vfork");
	if (!child) {
		execvp(words[0], words);
		_exit(127);
	}
	int status = 0;
	if (waitpid(child, &status, 0) < 0 || status)
		die(words[0]);
}

static void file(const char *folder, long number)
{
	char from[512];
	char to[512];
	snprintf(from, sizeof(from), "%s/a%ld", folder, number);
	snprintf(to, sizeof(to), "%s/b%ld", folder, number);
	int fd = open(from, O_CREAT | O_WRONLY, 0600);
	if (fd < 0)
		die(from);
	close(fd);
	if (rename(from, to) || unlink(to))
		die(to);
}

static void fork_once(void)
{
	pid_t child = vfork();
	if (child < 0)
		die("vfork");
	if (!child)
		_exit(0);
	waitpid(child, 0, 0);
}

/* A fork and an end are two events; made, closed, renamed, removed are four. */
static long pace(long rate, long seconds, const char *folder)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	long forks = 0;
	long files = 0;
	for (long slot = 0; slot < seconds * 100; slot++) {
		long wanted = rate * (slot + 1) / 100;
		while (2 * forks < (folder ? wanted * 3 / 10 : wanted)) {
			fork_once();
			forks++;
		}
		while (folder && 4 * files < wanted * 7 / 10) {
			file(folder, files);
			files++;
		}
		at.tv_nsec += 10000000;
		if (at.tv_nsec >= 1000000000) {
			at.tv_nsec -= 1000000000;
			at.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, 0);
	}
	return 2 * forks + 4 * files;
}

int main(int count, char **words)
{
	long many = count > 2 ? atol(words[2]) : 0;
	long made = many;
	char *truth[] = {"/bin/true", 0};
	int64_t before = both();
	if (count == 3 && !strcmp(words[1], "starts")) {
		for (long done = 0; done < many; done++)
			start(truth);
	} else if (count == 4 && !strcmp(words[1], "files")) {
		for (long done = 0; done < many; done++)
			file(words[3], done);
	} else if (count == 3 && !strcmp(words[1], "calls")) {
		for (long done = 0; done < many; done++)
			syscall(SYS_getppid);
	} else if (count > 2 && !strcmp(words[1], "run")) {
		made = 1;
		start(words + 2);
	} else if (count == 4 && !strcmp(words[1], "forks")) {
		made = pace(many, atol(words[3]), NULL);
	} else if (count == 5 && !strcmp(words[1], "pace")) {
		made = pace(many, atol(words[3]), words[4]);
	} else {
		fprintf(stderr, "cost starts|files|calls|run|forks|pace ...\n");
		return 2;
	}
	fprintf(stderr, "cost: %lld %ld\n", (long long)(both() - before), made);
	return 0;
}
