package sluice.ndis;

/** Shows a frame to an NDIS 6 protocol, which returns each list itself, at once or later. */
final class ListReceives {
    private ListReceives() {}

    static int toProtocol(ProtocolBinding binding, Protocol6 protocol, NdisPacket record) {
        boolean lent = record.outOfBand().status() == NdisStatus.RESOURCES;
        if (!lent) {
            record.references++;
            binding.owed++;
        }
        protocol.receiveNetBufferLists(binding, record.list(), lent);
        return 0;
    }
}
