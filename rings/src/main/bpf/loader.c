// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0
/*
 * Loads the programs of one object, attaches them, pins links and maps, and
 * ends: what is pinned goes on without it.
 *
 *   shirube-loader OBJECT BPFFS FOLDER NAME CGROUP [KEY=VALUE ...]
 *
 * OBJECT  the compiled programs
 * BPFFS   where the file system for pins is or is to be mounted
 * FOLDER  below it: maps are pinned in FOLDER/maps, links in FOLDER/links/NAME
 * CGROUP  the root of the control groups of the second generation
 * KEY=VALUE numbers of the map "calls"
 *
 * Ends with 0 when all is attached. Else nothing of NAME stays pinned, and the
 * last line of the error output says what failed.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BPFFS_MAGIC 0xcafe4a11
#define LINKS 64
#define TEXT 512

static char pinned[LINKS][TEXT];
static int pins;

static int print(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_DEBUG ? 0 : vfprintf(stderr, format, args);
}

static int fail(const char *what, const char *about, int error)
{
	for (int pin = 0; pin < pins; pin++)
		unlink(pinned[pin]);
	fprintf(stderr, "%s %s: %s\n", what, about, strerror(error < 0 ? -error : error));
	return 1;
}

static int make_folder(const char *path)
{
	return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

static int mount_bpffs(const char *path)
{
	struct statfs of;
	char marker[TEXT];

	if (statfs(path, &of) == 0 && (unsigned)of.f_type == BPFFS_MAGIC)
		return 0;
	if (mount("bpf", path, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700"))
		return -errno;
	/* Whoever takes the pins away may take the mount away as well. */
	snprintf(marker, sizeof(marker), "%s/shirube-mounted", path);
	return make_folder(marker);
}

static void set_constant(struct bpf_object *object, const char *name, char value)
{
	const struct btf *btf = bpf_object__btf(object);
	int id = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -1;
	struct bpf_map *map;

	if (id < 0)
		return;
	bpf_object__for_each_map(map, object) {
		size_t size = 0;
		char *values = (char *)bpf_map__initial_value(map, &size);
		const struct btf_type *section = btf__type_by_id(btf, id);
		const struct btf_var_secinfo *at = btf_var_secinfos(section);

		if (!values || !strstr(bpf_map__name(map), ".rodata"))
			continue;
		for (int index = 0; index < btf_vlen(section); index++, at++) {
			const struct btf_type *var = btf__type_by_id(btf, at->type);

			if (at->offset < size && !strcmp(btf__name_by_offset(btf, var->name_off), name))
				values[at->offset] = value;
		}
	}
}

/* Whether the kernel's sched_process_exit tells if the whole group ends. */
static int has_group_dead(void)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	int answer = 0;
	int id = kernel ? btf__find_by_name_kind(kernel, "btf_trace_sched_process_exit", BTF_KIND_TYPEDEF) : -1;

	if (id > 0) {
		const struct btf_type *type = btf__type_by_id(kernel, id);

		type = btf__type_by_id(kernel, type->type);
		if (type && btf_is_ptr(type))
			type = btf__type_by_id(kernel, type->type);
		answer = type && btf_is_func_proto(type) && btf_vlen(type) == 3;
	}
	btf__free(kernel);
	return answer;
}

static struct bpf_link *attach(struct bpf_program *program, int group)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
		return bpf_program__attach_cgroup(program, group);
	default:
		return bpf_program__attach(program);
	}
}

static int attach_all(struct bpf_object *object, const char *folder, const char *name, int group)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object) {
		struct bpf_link *link = attach(program, group);
		int error;

		if (!link)
			return fail("attach", bpf_program__name(program), errno);
		if (pins == LINKS)
			return fail("pin", bpf_program__name(program), ENOSPC);
		snprintf(pinned[pins], TEXT, "%s/links/%s/%s", folder, name, bpf_program__name(program));
		error = bpf_link__pin(link, pinned[pins]);
		if (error)
			return fail("pin", pinned[pins], error);
		pins++;
	}
	return 0;
}

static int set_values(struct bpf_object *object, int from, int count, char **values)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, "calls");

	for (int index = from; map && index < count; index++) {
		char *end;
		unsigned key = strtoul(values[index], &end, 10);
		unsigned value = *end == '=' ? strtoul(end + 1, NULL, 10) : 0;

		if (bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_ANY))
			return fail("set", values[index], errno);
	}
	return 0;
}

int main(int count, char **values)
{
	LIBBPF_OPTS(bpf_object_open_opts, how);
	struct bpf_object *object;
	char maps[TEXT], links[TEXT], own[TEXT];
	int group, error;

	if (count < 6) {
		fprintf(stderr, "usage: shirube-loader OBJECT BPFFS FOLDER NAME CGROUP [KEY=VALUE ...]\n");
		return 2;
	}
	/* Pins that nobody waits for are pins that nobody takes away. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	libbpf_set_print(print);
	snprintf(maps, TEXT, "%s/maps", values[3]);
	snprintf(links, TEXT, "%s/links", values[3]);
	snprintf(own, TEXT, "%s/links/%s", values[3], values[4]);
	error = mount_bpffs(values[2]);
	if (error)
		return fail("mount", values[2], error);
	if ((error = make_folder(values[3])) || (error = make_folder(maps)) || (error = make_folder(links)) ||
	    (error = make_folder(own)))
		return fail("make", own, error);
	how.pin_root_path = maps;
	object = bpf_object__open_file(values[1], &how);
	if (!object)
		return fail("open", values[1], errno);
	set_constant(object, "has_group_dead", has_group_dead());
	error = bpf_object__load(object);
	if (error)
		return fail("load", values[1], error);
	if (set_values(object, 6, count, values))
		return 1;
	group = open(values[5], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (group < 0 && strcmp(values[5], "-"))
		return fail("open", values[5], errno);
	if (attach_all(object, values[3], values[4], group))
		return 1;
	/* Whoever finds this may take over what is pinned. */
	snprintf(own, TEXT, "%s/links/%s/complete", values[3], values[4]);
	error = make_folder(own);
	return error ? fail("make", own, error) : 0;
}
