package sluice.packet;

/** Two watches as one. */
record PacketWatches(PacketWatch first, PacketWatch second) implements PacketWatch {
    @Override
    public void born(Packet packet, String cause) {
        first.born(packet, cause);
        second.born(packet, cause);
    }

    @Override
    public void passed(Packet packet, Place from, Place to) {
        first.passed(packet, from, to);
        second.passed(packet, from, to);
    }

    @Override
    public void ended(Packet packet, Fate fate) {
        first.ended(packet, fate);
        second.ended(packet, fate);
    }

    @Override
    public void madePrivate(Packet packet, byte[] shared) {
        first.madePrivate(packet, shared);
        second.madePrivate(packet, shared);
    }

    @Override
    public void released(byte[] octets) {
        first.released(octets);
        second.released(octets);
    }
}
