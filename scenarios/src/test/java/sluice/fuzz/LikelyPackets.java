package sluice.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sluice.bpf.BpfInstruction;

/**
 * Packets in which a program finds what it asks for, now and then: a constant that it compares with
 * lies where it loads from. Octets drawn at random alone would fail the first test of nearly every
 * program.
 */
final class LikelyPackets {
    private static final int[] HEADERS = {0, 14, 16, 20, 34, 36, 40, 54};

    private record Place(int offset, int size, int value, boolean relative) {}

    private final Random random;
    private final int lengthOctets;
    private final List<Place> places = new ArrayList<>();

    LikelyPackets(List<BpfInstruction> program, int lengthOctets, long seed) {
        this.random = new Random(seed);
        this.lengthOctets = lengthOctets;
        BpfInstruction load = null;
        for (BpfInstruction i : program) {
            int mode = i.code() & 0xe0;
            if ((i.code() & 7) == 0 && (mode == 0x20 || mode == 0x40)) {
                load = i;
            } else if ((i.code() & 7) == 5 && i.code() != 5 && load != null) {
                int size = (load.code() & 0x18) == 0 ? 4 : (load.code() & 0x18) == 8 ? 2 : 1;
                places.add(new Place(load.k(), size, i.k(), (load.code() & 0xe0) == 0x40));
            }
        }
    }

    byte[] next() {
        byte[] packet = new byte[lengthOctets];
        for (int i = 0; i < packet.length; i++)
            packet[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(4));
        for (int header : HEADERS)
            if (random.nextBoolean() && header < lengthOctets)
                packet[header] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
        int chance = 1 + random.nextInt(4);
        for (Place place : places) if (random.nextInt(chance) == 0) put(packet, place);
        return packet;
    }

    private void put(byte[] packet, Place place) {
        long at = place.offset() & 0xffff_ffffL;
        if (place.relative()) at += random.nextInt(8) * 4L;
        int near = random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0;
        for (int i = 0; i < place.size(); i++) {
            long octet = at + i;
            int shift = 8 * (place.size() - 1 - i);
            if (octet < packet.length)
                packet[(int) octet] = (byte) ((place.value() + near) >>> shift);
        }
    }
}
