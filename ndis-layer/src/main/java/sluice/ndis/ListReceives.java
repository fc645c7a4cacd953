package sluice.ndis;

/** Shows a frame to an NDIS 6 protocol, which returns each list itself, at once or later. */
final class ListReceives {
    private ListReceives() {}

    static int toProtocol(ProtocolBinding binding, Protocol6 protocol, NdisPacket given) {
        NdisPacket record = given.record();
        boolean lent = record.outOfBand().status() == NdisStatus.RESOURCES;
        if (!lent) {
            record.references++;
            binding.owed++;
            PacketLease lease = given.lease;
            if (lease != null) lease.owed++;
        }
        protocol.receiveNetBufferLists(binding, given.list(), lent);
        return 0;
    }
}
