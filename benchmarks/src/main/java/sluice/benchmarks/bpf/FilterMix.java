package sluice.benchmarks.bpf;

import java.util.Random;
import sluice.packet.Octets;

/**
 * Ethernet frames in one array, for measuring filters: sizes as in the Internet mix (7 of 64, 4 of
 * 576 and 1 of 1500 octets, without their checksum), drawn from a seed.
 *
 * <p>Of a hundred frames about 58 are TCP over IPv4, 22 UDP, 3 ICMP, 2 fragments, 4 ARP, 6 TCP or
 * UDP over IPv6 and 5 have a VLAN tag. Of the ports, every eighth is 80, others 443, 53 and 22, the
 * rest are spread. Of the addresses one in sixteen is 10.0.0.1, seven are from 10.0.0.0/20, three
 * from 172.16.0.0/12 and the rest from anywhere. So no filter's answer repeats in a way that is
 * easy to foresee.
 */
public final class FilterMix {
    /** Frames in the array. */
    public static final int FRAMES = 4096;

    private static final int ROOM_OCTETS = 4 * 1024 * 1024;

    /** The frames, one behind the other. */
    public final byte[] octets = new byte[ROOM_OCTETS];

    /** Where each frame begins. */
    public final int[] offsets = new int[FRAMES];

    /** The length of each frame, captured as a whole. */
    public final int[] lengths = new int[FRAMES];

    private final Random random;

    /** Draws the frames. */
    public FilterMix(long seed) {
        random = new Random(seed);
        random.nextBytes(octets);
        int at = 0;
        for (int i = 0; i < FRAMES; i++) {
            int dice = random.nextInt(12);
            int length = dice < 7 ? 60 : dice < 11 ? 572 : 1496;
            offsets[i] = at;
            lengths[i] = length;
            frame(at, length);
            at += length;
        }
    }

    private void frame(int start, int length) {
        int at = start + 12;
        int kind = random.nextInt(100);
        if (kind >= 95) {
            Octets.put16(octets, at, 0x8100);
            Octets.put16(octets, at + 2, random.nextInt(4095));
            at += 4;
            kind = random.nextInt(95);
        }
        if (kind < 85) {
            Octets.put16(octets, at, 0x0800);
            ipv4(at + 2, start + length - at - 2, kind);
        } else if (kind < 89) {
            Octets.put16(octets, at, 0x0806);
            Octets.put64(octets, at + 2, 0x0001_0800_0604_0001L);
            Octets.put32(octets, at + 16, address());
            Octets.put32(octets, at + 26, address());
        } else {
            Octets.put16(octets, at, 0x86dd);
            Octets.put8(octets, at + 2, 0x60);
            Octets.put16(octets, at + 6, start + length - at - 42);
            Octets.put8(octets, at + 8, random.nextBoolean() ? 6 : 17);
            Octets.put16(octets, at + 42, port());
            Octets.put16(octets, at + 44, port());
        }
    }

    private void ipv4(int at, int length, int kind) {
        int protocol = kind < 59 ? 6 : kind < 82 ? 17 : 1;
        Octets.put8(octets, at, 0x45);
        Octets.put16(octets, at + 2, length);
        Octets.put16(octets, at + 6, random.nextInt(50) == 0 ? 100 : 0x4000);
        Octets.put8(octets, at + 9, protocol);
        Octets.put32(octets, at + 12, address());
        Octets.put32(octets, at + 16, address());
        Octets.put16(octets, at + 20, port());
        Octets.put16(octets, at + 22, port());
        if (protocol == 6) {
            Octets.put8(octets, at + 32, 0x50);
            Octets.put8(octets, at + 33, random.nextInt(8) == 0 ? 0x02 : 0x10);
            if (random.nextInt(8) == 0) Octets.put32(octets, at + 40, 0x47455420);
        }
    }

    private int address() {
        int dice = random.nextInt(16);
        if (dice == 0) return 0x0a000001;
        if (dice < 8) return 0x0a000000 | random.nextInt(1 << 12);
        return dice < 11 ? 0xac100000 | random.nextInt(1 << 20) : random.nextInt();
    }

    private int port() {
        return switch (random.nextInt(8)) {
            case 0 -> 80;
            case 1 -> 443;
            case 2 -> 53;
            case 3 -> random.nextBoolean() ? 22 : 1000 + random.nextInt(2000);
            default -> 1024 + random.nextInt(60000);
        };
    }
}
