# SPDX-License-Identifier: Apache-2.0
"""A bad line between two network devices: it delays, reorders and loses packets.

usage: bad-line.py DEVICE DEVICE SEED LOSS DELAY_MS JITTER_MS

Makes two TUN devices and says so on a line; whoever started it gives them addresses, and may move
one to another namespace. What is read from the one is written to the other, after a delay that
differs from packet to packet, unless it is lost. Ends when its standard input does.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST = 65536


def device(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def main():
    one, other = device(sys.argv[1]), device(sys.argv[2])
    chance = random.Random(int(sys.argv[3]))
    loss = float(sys.argv[4])
    delay, jitter = float(sys.argv[5]) / 1000, float(sys.argv[6]) / 1000
    across = {one: other, other: one}
    underway, order, seen, lost = [], 0, 0, 0
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        while underway and underway[0][0] <= now:
            _, _, to, packet = heapq.heappop(underway)
            try:
                os.write(to, packet)
            except OSError:
                lost += 1
        wait = max(0.0, underway[0][0] - now) if underway else 1.0
        readable, _, _ = select.select([one, other, 0], [], [], wait)
        for tun in readable:
            if tun == 0:
                if not os.read(0, 4096):
                    print("packets", seen, "lost", lost, flush=True)
                    return
                continue
            try:
                packet = os.read(tun, LARGEST)
            except OSError:
                continue
            seen += 1
            if chance.random() < loss:
                lost += 1
                continue
            due = time.monotonic() + delay + chance.uniform(-jitter, jitter)
            order += 1
            heapq.heappush(underway, (due, order, across[tun], packet))


main()
