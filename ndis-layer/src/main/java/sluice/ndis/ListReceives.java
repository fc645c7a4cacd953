package sluice.ndis;

/** Shows frames to an NDIS 6 protocol, which returns each list itself, at once or later. */
final class ListReceives {
    private ListReceives() {}

    static int toProtocol(ProtocolBinding binding, Protocol6 protocol, NdisPacket given) {
        boolean lent = given.record().outOfBand().status() == NdisStatus.RESOURCES;
        if (!lent) owes(binding, given);
        protocol.receiveNetBufferLists(binding, given.list(), lent);
        return 0;
    }

    /** As a chain. */
    static void toProtocol(
            ProtocolBinding binding, Protocol6 protocol, PacketBatch shown, boolean lent) {
        if (!lent) for (int i = 0; i < shown.count(); i++) owes(binding, shown.packet(i));
        protocol.receiveNetBufferLists(binding, shown.chain(), lent);
    }

    private static void owes(ProtocolBinding binding, NdisPacket given) {
        given.record().references++;
        binding.owed++;
        PacketLease lease = given.lease;
        if (lease != null) lease.owed++;
    }
}
