# SPDX-License-Identifier: Apache-2.0
"""What is done in a network, one thing for each name: net.py NAME [WORDS that only mark it]."""
import os
import socket
import struct
import sys
import threading
import time

LOCAL = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
ANSWER = "127.0.0.9"


def tcp(family, wait=0.0):
    """A connection of a process to another: 100,000 bytes there, 2,345 back."""
    server = socket.socket(family)
    server.bind((LOCAL[family], 0))
    server.listen()
    if os.fork() == 0:
        client = socket.create_connection(server.getsockname()[:2])
        client.sendall(b"x" * 100000)
        time.sleep(wait)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass
        client.close()
        os._exit(0)
    one, _ = server.accept()
    while one.recv(65536):
        pass
    one.sendall(b"y" * 2345)
    one.close()
    os.wait()
    print(server.getsockname()[1])


def udp(family, wait):
    """A question of 111 bytes and an answer of 222, twice, so far apart that bytes are told between."""
    server = socket.socket(family, socket.SOCK_DGRAM)
    server.bind((LOCAL[family], 0))
    print(server.getsockname()[1], flush=True)
    client = socket.socket(family, socket.SOCK_DGRAM)
    for _ in range(2):
        client.sendto(b"q" * 111, server.getsockname()[:2])
        _, sender = server.recvfrom(4096)
        server.sendto(b"a" * 222, sender[:2])
        client.recvfrom(4096)
        time.sleep(wait)
        wait = 0


def refused():
    """A connection to where nobody listens."""
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    print(port)
    try:
        socket.create_connection(("127.0.0.1", port))
    except ConnectionRefusedError:
        pass


def raw():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()


def question(name):
    text = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    return struct.pack(">HHHHHH", 0x4D2, 0x100, 1, 0, 0, 0) + text + struct.pack(">HH", 1, 1)


def answer(asked):
    head = asked[:2] + b"\x81\x80" + asked[4:6] + b"\0\1\0\0\0\0"
    return head + asked[12:] + b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(ANSWER)


def serve_udp(server):
    asked, sender = server.recvfrom(4096)
    server.sendto(answer(asked), sender)


def serve_tcp(server):
    one, _ = server.accept()
    asked = one.recv(4096)
    reply = answer(asked[2:])
    one.sendall(struct.pack(">H", len(reply)) + reply)
    one.recv(1)


def dns(kind, name):
    """Resolves a name at a server of its own at port 53, and connects to what that said."""
    server = socket.socket(socket.AF_INET, kind)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 53))
    goal = socket.socket()
    goal.bind((ANSWER, 0))
    goal.listen()
    stream = kind == socket.SOCK_STREAM
    if stream:
        server.listen()
    threading.Thread(target=serve_tcp if stream else serve_udp, args=(server,), daemon=True).start()
    client = socket.socket(socket.AF_INET, kind)
    client.connect(("127.0.0.1", 53))
    asked = question(name)
    client.sendall(struct.pack(">H", len(asked)) + asked if stream else asked)
    client.recv(4096)
    client.close()
    time.sleep(0.3)
    socket.create_connection(goal.getsockname()).close()


def main():
    what = sys.argv[1]
    if what in ("tcp4", "tcp6"):
        tcp(socket.AF_INET6 if what[-1] == "6" else socket.AF_INET)
    elif what in ("udp4", "udp6"):
        udp(socket.AF_INET6 if what[-1] == "6" else socket.AF_INET, 31)
    elif what == "long":
        tcp(socket.AF_INET, 8)
    elif what == "refused":
        refused()
    elif what == "raw":
        raw()
    elif what in ("dns-udp", "dns-tcp"):
        for path in sys.argv[3:]:
            open(path).read()
        dns(socket.SOCK_STREAM if what == "dns-tcp" else socket.SOCK_DGRAM, sys.argv[2])
    else:
        sys.exit(64)


main()
