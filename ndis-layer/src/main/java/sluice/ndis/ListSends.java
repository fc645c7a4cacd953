package sluice.ndis;

/**
 * Sends of an NDIS 6 protocol: a list is over when all its net buffers are, with the first status
 * that is not success.
 */
final class ListSends {
    private ListSends() {}

    static void send(ProtocolBinding binding, NetBufferList list, boolean checkForLoopback) {
        list.setStatus(NdisStatus.SUCCESS);
        NetBuffer first = list.firstNetBuffer();
        int parts = 0;
        for (NetBuffer buffer = first; buffer != null; buffer = buffer.next()) {
            buffer.record().record().parent = list;
            buffer.record().record().checkForLoopback = checkForLoopback;
            parts++;
        }
        list.partsOut = parts;
        NetBuffer buffer = first;
        for (int i = 0; i < parts && buffer != null; i++) {
            NetBuffer following = buffer.next(); // the last completion may free the list
            NdisPacket record = buffer.record();
            NdisStatus status = binding.send(record);
            if (status != NdisStatus.PENDING) binding.giveSendComplete(record.record(), status);
            buffer = following;
        }
    }

    static void complete(
            ProtocolBinding binding, Protocol6 protocol, NdisPacket given, NdisStatus status) {
        NdisPacket record = given.record();
        NetBufferList list = record.parent;
        if (list == null) list = given.list();
        record.parent = null;
        if (list.said() == NdisStatus.SUCCESS) list.say(status);
        if (--list.partsOut > 0) return;
        protocol.sendNetBufferListsComplete(binding, list);
    }
}
