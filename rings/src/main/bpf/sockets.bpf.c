// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0
/* Sockets: who connects, listens and binds, how many bytes went where, what DNS was asked and said. */
#include "shared.h"
#include <bpf/bpf_endian.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define AF_INET 2
#define AF_INET6 10
#define TCP 6
#define UDP 17
#define DNS 53
#define ESTABLISHED 1
#define SYN_SENT 2
#define SYN_RECV 3
#define CLOSED 7
#define LISTENING 10
#define GO_ON 1
#define PEERS 16384

/* What is known of a socket; lives and dies with it. */
enum { OPENED = 1, LISTENS = 2, CAME_IN = 4 };

struct owner {
	__u64 start;
	__u32 tgid;
	__u32 tid;
	__u32 uid;
	__u32 state;
	__u64 opened;
	__u64 last;
	__u64 out;
	__u64 in;
	__u64 told;
	char comm[16];
};

/* What a connection accepted has, it has from the socket that listened. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct owner);
} owners SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, PEERS);
	__type(key, struct shirube_peer_key);
	__type(value, struct shirube_peer);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} peers SEC(".maps");

static __always_inline void own(struct owner *owner)
{
	struct shirube_head who = {};

	current_of(&who);
	owner->start = who.start;
	owner->tgid = who.tgid;
	owner->tid = who.tid;
	owner->uid = (__u32)bpf_get_current_uid_gid();
	bpf_get_current_comm(owner->comm, sizeof(owner->comm));
}

static __always_inline void owned_by(struct shirube_connection *on, const struct owner *owner)
{
	on->head.tgid = owner->tgid;
	on->head.tid = owner->tid;
	on->head.start = owner->start;
	on->uid = owner->uid;
	on->opened = owner->opened;
	on->out = owner->out;
	on->in = owner->in;
	__builtin_memcpy(on->comm, owner->comm, sizeof(on->comm));
}

static __always_inline struct shirube_connection *begin(__u16 kind)
{
	struct shirube_connection *on = bpf_ringbuf_reserve(&bulk, sizeof(*on), 0);

	count(kind, !on, false);
	if (on) {
		__builtin_memset(on, 0, sizeof(*on));
		head_of(&on->head, kind, sizeof(*on));
	}
	return on;
}

SEC("cgroup/sock_create")
int on_socket(struct bpf_sock *socket)
{
	struct owner *owner = bpf_sk_storage_get(&owners, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (owner)
		own(owner);
	if (socket->type == 3 && owner && !is_agent(owner->tgid)) {
		struct shirube_connection *on = begin(KIND_RAW_SOCKET);

		if (on) {
			owned_by(on, owner);
			on->family = socket->family == AF_INET6 ? 6 : 4;
			on->protocol = socket->protocol;
			on->type = socket->type;
			bpf_ringbuf_submit(on, bulk_wake());
		}
	}
	return GO_ON;
}

static __always_inline int take_over(struct bpf_sock_addr *to)
{
	struct owner *owner;

	if (!to->sk)
		return GO_ON;
	owner = bpf_sk_storage_get(&owners, to->sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (owner)
		own(owner);
	return GO_ON;
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *to)
{
	return take_over(to);
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *to)
{
	return take_over(to);
}

SEC("cgroup/sendmsg4")
int on_sendmsg4(struct bpf_sock_addr *to)
{
	return take_over(to);
}

SEC("cgroup/sendmsg6")
int on_sendmsg6(struct bpf_sock_addr *to)
{
	return take_over(to);
}

static __always_inline struct shirube_connection *bound(struct bpf_sock_addr *at)
{
	struct shirube_connection *on;
	__u16 port = bpf_ntohs(at->user_port);
	__u64 who = bpf_get_current_pid_tgid() >> 32;

	take_over(at);
	/* TCP is told of when it listens, and a port of the kernel's choice by what goes through it. */
	if (port == 0 || at->protocol == TCP || is_agent(who))
		return NULL;
	on = begin(KIND_BIND);
	if (!on)
		return NULL;
	current_of(&on->head);
	on->uid = (__u32)bpf_get_current_uid_gid();
	bpf_get_current_comm(on->comm, sizeof(on->comm));
	on->local_port = port;
	on->protocol = at->protocol;
	on->type = at->type;
	on->cookie = bpf_get_socket_cookie(at);
	return on;
}

SEC("cgroup/bind4")
int on_bind4(struct bpf_sock_addr *at)
{
	struct shirube_connection *on = bound(at);

	if (on) {
		__u32 address = at->user_ip4;

		on->family = 4;
		__builtin_memcpy(on->local, &address, 4);
		bpf_ringbuf_submit(on, bulk_wake());
	}
	return GO_ON;
}

SEC("cgroup/bind6")
int on_bind6(struct bpf_sock_addr *at)
{
	struct shirube_connection *on = bound(at);

	if (on) {
		__u32 address[4];

		address[0] = at->user_ip6[0];
		address[1] = at->user_ip6[1];
		address[2] = at->user_ip6[2];
		address[3] = at->user_ip6[3];
		on->family = 6;
		__builtin_memcpy(on->local, address, 16);
		bpf_ringbuf_submit(on, bulk_wake());
	}
	return GO_ON;
}

/* What one packet is. */
struct packet {
	struct shirube_peer_key key;
	__u8 local[16];
	__u32 content;		/* where its content begins */
	__u32 length;		/* of its content */
	__u8 protocol;
	bool out;
};

static __always_inline bool ports_of(struct __sk_buff *skb, struct packet *is, __u32 at, bool out)
{
	__be16 ports[2];

	if (bpf_skb_load_bytes(skb, at, ports, sizeof(ports)))
		return false;
	is->key.local_port = bpf_ntohs(out ? ports[0] : ports[1]);
	is->key.remote_port = bpf_ntohs(out ? ports[1] : ports[0]);
	if (is->protocol == UDP) {
		is->content = at + sizeof(struct udphdr);
	} else {
		__u8 words = 0;

		if (bpf_skb_load_bytes(skb, at + 12, &words, 1))
			return false;
		is->content = at + (words >> 4) * 4;
	}
	is->length = skb->len > is->content ? skb->len - is->content : 0;
	return true;
}

static __always_inline bool packet_of(struct __sk_buff *skb, struct packet *is, bool out)
{
	if (skb->protocol == bpf_htons(0x0800)) {
		struct iphdr ip;

		if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
			return false;
		is->key.family = 4;
		is->protocol = ip.protocol;
		__builtin_memcpy(is->key.remote, out ? &ip.daddr : &ip.saddr, 4);
		__builtin_memcpy(is->local, out ? &ip.saddr : &ip.daddr, 4);
		return (ip.protocol == TCP || ip.protocol == UDP) && ports_of(skb, is, ip.ihl * 4, out);
	}
	if (skb->protocol == bpf_htons(0x86dd)) {
		struct ipv6hdr ip;

		if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
			return false;
		is->key.family = 6;
		is->protocol = ip.nexthdr;
		__builtin_memcpy(is->key.remote, out ? &ip.daddr : &ip.saddr, 16);
		__builtin_memcpy(is->local, out ? &ip.saddr : &ip.daddr, 16);
		return (ip.nexthdr == TCP || ip.nexthdr == UDP) && ports_of(skb, is, sizeof(ip), out);
	}
	return false;
}

static __always_inline void place(struct shirube_connection *on, const struct packet *is)
{
	on->cookie = is->key.cookie;
	on->local_port = is->key.local_port;
	on->remote_port = is->key.remote_port;
	on->family = is->key.family;
	on->protocol = is->protocol;
	__builtin_memcpy(on->local, is->local, 16);
	__builtin_memcpy(on->remote, is->key.remote, 16);
}

static __always_inline __u64 traffic_every(void)
{
	__u32 key = 0;
	struct shirube_settings *told = bpf_map_lookup_elem(&settings, &key);

	return told && told->traffic_every ? told->traffic_every : 30000000000ULL;
}

static __always_inline void tell(const struct owner *owner, const struct packet *is, __u16 kind, __u16 flags)
{
	struct shirube_connection *on = begin(kind);

	if (!on)
		return;
	owned_by(on, owner);
	place(on, is);
	on->head.flags = flags;
	bpf_ringbuf_submit(on, bulk_wake());
}

/* Copies a DNS message; both lengths of record are constants, as the ring wants them. */
#define TELL_DNS(room)                                                                   \
	do {                                                                             \
		struct { struct shirube_dns dns; __u8 message[(room) + 1]; } *told =     \
			bpf_ringbuf_reserve(&bulk, sizeof(*told), 0);                    \
		count(KIND_DNS, !told, is->length > (room));                             \
		if (!told)                                                               \
			return;                                                          \
		__builtin_memset(&told->dns, 0, sizeof(told->dns));                      \
		head_of(&told->dns.on.head, KIND_DNS, sizeof(told->dns) + length);       \
		owned_by(&told->dns.on, owner);                                          \
		place(&told->dns.on, is);                                                \
		told->dns.on.head.flags = is->out ? 0 : FLAG_ANSWER;                     \
		told->dns.message_total = is->length > 0xffff ? 0xffff : is->length;     \
		/* From 1 to the room and 1 more, in a way that the verifier believes. */ \
		length--;                                                                \
		LIMIT(length, room);                                                     \
		length++;                                                                \
		if (bpf_skb_load_bytes(skb, is->content, told->message, length)) { \
			bpf_ringbuf_discard(told, BPF_RB_NO_WAKEUP);                     \
			return;                                                          \
		}                                                                        \
		told->dns.message_length = length;                                       \
		bpf_ringbuf_submit(told, bulk_wake());                                   \
	} while (0)

static __always_inline void tell_dns(struct __sk_buff *skb, const struct owner *owner, const struct packet *is)
{
	__u32 length = is->length;

	if (length == 0)
		return;
	if (length <= DNS_SHORT) {
		TELL_DNS(DNS_SHORT);
	} else {
		if (length > DNS_LONGEST)
			length = DNS_LONGEST;
		TELL_DNS(DNS_LONGEST);
	}
}

static __always_inline void on_tcp(struct owner *owner, struct packet *is, int state)
{
	__u64 now = bpf_ktime_get_boot_ns();

	if (!(owner->state & OPENED)) {
		owner->state |= OPENED;
		owner->opened = now;
		owner->last = now;
		if (state == SYN_SENT)
			tell(owner, is, KIND_OPEN, 0);
	}
	__sync_fetch_and_add(is->out ? &owner->out : &owner->in, is->length);
	if (now - owner->last > traffic_every()) {
		owner->last = now;
		if (owner->out + owner->in != owner->told)
			tell(owner, is, KIND_TRAFFIC, owner->state & CAME_IN ? FLAG_INBOUND : 0);
		owner->told = owner->out + owner->in;
	}
}

static __always_inline void as_owner(struct owner *to, const struct shirube_peer *peer)
{
	to->start = peer->start;
	to->tgid = peer->tgid;
	to->uid = peer->uid;
	to->opened = peer->opened;
	to->out = peer->out;
	to->in = peer->in;
	__builtin_memcpy(to->comm, peer->comm, sizeof(to->comm));
}

static __always_inline void new_peer(const struct owner *owner, struct packet *is)
{
	struct shirube_peer peer = {};
	struct owner as = *owner;

	peer.start = owner->start;
	peer.tgid = owner->tgid;
	peer.uid = owner->uid;
	peer.opened = bpf_ktime_get_boot_ns();
	peer.last = peer.opened;
	peer.told = peer.opened;
	peer.flags = is->out ? 0 : FLAG_INBOUND;
	*(is->out ? &peer.out : &peer.in) = is->length;
	__builtin_memcpy(peer.local, is->local, 16);
	__builtin_memcpy(peer.comm, owner->comm, sizeof(peer.comm));
	bpf_map_update_elem(&peers, &is->key, &peer, BPF_ANY);
	as.opened = peer.opened;
	as.out = peer.out;
	as.in = peer.in;
	tell(&as, is, KIND_OPEN, is->out ? 0 : FLAG_INBOUND);
}

static __always_inline void on_udp(const struct owner *owner, struct packet *is)
{
	struct shirube_peer *peer = bpf_map_lookup_elem(&peers, &is->key);
	__u64 now = bpf_ktime_get_boot_ns();
	struct owner as = {};

	if (!peer) {
		new_peer(owner, is);
		return;
	}
	__sync_fetch_and_add(is->out ? &peer->out : &peer->in, is->length);
	peer->last = now;
	if (now - peer->told > traffic_every()) {
		peer->told = now;
		as_owner(&as, peer);
		tell(&as, is, KIND_TRAFFIC, peer->flags);
	}
}

static __always_inline int on_packet(struct __sk_buff *skb, bool out)
{
	struct packet is = { .out = out };
	struct bpf_sock *sk = skb->sk;
	struct owner *owner;

	if (!sk)
		return GO_ON;
	sk = bpf_sk_fullsock(sk);
	if (!sk || sk->state == LISTENING || !packet_of(skb, &is, out))
		return GO_ON;
	owner = bpf_sk_storage_get(&owners, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!owner || (owner->tgid && is_agent(owner->tgid)))
		return GO_ON;
	is.key.cookie = bpf_get_socket_cookie(skb);
	if (is.protocol == TCP)
		on_tcp(owner, &is, sk->state);
	else
		on_udp(owner, &is);
	if (is.key.remote_port == DNS && is.length > 0)
		tell_dns(skb, owner, &is);
	return GO_ON;
}

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
	return on_packet(skb, true);
}

SEC("cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb)
{
	return on_packet(skb, false);
}

static __always_inline void from_sock(struct shirube_connection *on, const struct sock *sk, int state)
{
	on->family = BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET6 ? 6 : 4;
	on->protocol = TCP;
	on->state = state;
	on->error = BPF_CORE_READ(sk, sk_err);
	on->local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	/* A port that was let go of already. */
	if (!on->local_port)
		on->local_port = bpf_ntohs(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	on->remote_port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (on->family == 6) {
		bpf_core_read(on->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(on->remote, 16, &sk->__sk_common.skc_v6_daddr);
	} else {
		bpf_core_read(on->local, 4, &sk->__sk_common.skc_rcv_saddr);
		bpf_core_read(on->remote, 4, &sk->__sk_common.skc_daddr);
	}
}

static __always_inline void tell_state(struct sock *sk, struct owner *owner, int old, __u16 kind)
{
	struct shirube_connection *on = begin(kind);

	if (!on)
		return;
	owned_by(on, owner);
	from_sock(on, sk, old);
	if (owner->state & CAME_IN)
		on->head.flags |= FLAG_INBOUND | FLAG_LISTENER;
	on->cookie = bpf_get_socket_cookie(sk);
	bpf_ringbuf_submit(on, bulk_wake());
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_state, struct sock *sk, int old, int new)
{
	struct owner *owner;

	if (new != LISTENING && new != ESTABLISHED && new != CLOSED)
		return 0;
	if (BPF_CORE_READ(sk, sk_protocol) != TCP)
		return 0;
	owner = bpf_sk_storage_get(&owners, sk, 0, new == LISTENING ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	if (!owner)
		return 0;
	if (new == LISTENING)
		own(owner); /* here, and only here, the process that runs is the one that did it */
	if (owner->tgid && is_agent(owner->tgid))
		return 0;
	if (new == LISTENING) {
		owner->state |= LISTENS;
		tell_state(sk, owner, old, KIND_LISTEN);
	} else if (new == ESTABLISHED && old == SYN_RECV) {
		owner->state = OPENED | CAME_IN;
		owner->opened = bpf_ktime_get_boot_ns();
		owner->last = owner->opened;
		tell_state(sk, owner, old, KIND_OPEN);
	} else if (new == CLOSED && old == SYN_SENT) {
		tell_state(sk, owner, old, KIND_FAIL);
	} else if (new == CLOSED && (owner->state & OPENED)) {
		tell_state(sk, owner, old, KIND_CLOSE);
	}
	return 0;
}
