package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * Sends of an NDIS 6 protocol: a list is over when all its net buffers are, with the first status
 * that is not success. While it is out its net buffers are apart, each a list of its own.
 */
final class ListSends {
    private ListSends() {}

    static void send(ProtocolBinding binding, NetBufferList list, boolean checkForLoopback) {
        list.setStatus(NdisStatus.SUCCESS);
        NetBuffer first = list.firstNetBuffer();
        int parts = takeApart(list, checkForLoopback);
        NetBuffer buffer = first;
        for (int i = 0; i < parts && buffer != null; i++) {
            NdisPacket record = buffer.record();
            // the last completion may free the list
            NetBuffer following = record.record().nextPart;
            NdisStatus status = binding.send(record);
            if (status != NdisStatus.PENDING) binding.giveSendComplete(record.record(), status);
            buffer = following;
        }
    }

    /** Begins the sends of a list that goes down in a chain with others. */
    static void begin(NetBufferList list, boolean checkForLoopback, PacketBatch batch) {
        list.setStatus(NdisStatus.SUCCESS);
        takeApart(list, checkForLoopback);
        NetBuffer buffer = list.firstNetBuffer();
        while (buffer != null) {
            batch.add(buffer.record());
            buffer = buffer.record().record().nextPart;
        }
    }

    /** Its net buffers stand alone from now on; how many they are. */
    private static int takeApart(NetBufferList list, boolean checkForLoopback) {
        int parts = 0;
        NetBuffer buffer = list.firstNetBuffer();
        while (buffer != null) {
            NetBuffer following = buffer.next;
            NdisPacket record = buffer.record().record();
            record.parent = list;
            record.checkForLoopback = checkForLoopback;
            record.nextPart = following;
            buffer.next = null;
            parts++;
            buffer = following;
        }
        list.partsOut = parts;
        list.partsStatus = NdisStatus.SUCCESS;
        return parts;
    }

    private static void putTogether(NetBufferList list) {
        NetBuffer buffer = list.firstBuffer();
        while (buffer != null) {
            NdisPacket record = buffer.record().record();
            NetBuffer following = record.nextPart;
            record.nextPart = null;
            buffer.next = following;
            buffer = following;
        }
        list.say(list.partsStatus);
    }

    /** One part is over; the list, if that was the last. */
    private static @Nullable NetBufferList over(NdisPacket given, NdisStatus status) {
        NdisPacket record = given.record();
        NetBufferList list = record.parent;
        if (list == null) {
            list = given.list();
            list.partsStatus = NdisStatus.SUCCESS;
        }
        record.parent = null;
        if (list.partsStatus == NdisStatus.SUCCESS) list.partsStatus = status;
        if (--list.partsOut > 0) return null;
        putTogether(list);
        return list;
    }

    static void complete(
            ProtocolBinding binding, Protocol6 protocol, NdisPacket given, NdisStatus status) {
        NetBufferList list = over(given, status);
        if (list != null) protocol.sendNetBufferListsComplete(binding, list);
    }

    /** Several at once: the lists that are over by that, as a chain. */
    static void complete(
            ProtocolBinding binding, Protocol6 protocol, PacketBatch shown, PacketBatch batch) {
        NetBufferList first = null;
        NetBufferList last = null;
        for (int i = 0; i < batch.count(); i++) {
            NetBufferList list = over(shown.packet(i), batch.status(i));
            if (list == null) continue;
            if (last == null) first = list;
            else last.attach(list);
            last = list;
        }
        if (first != null) protocol.sendNetBufferListsComplete(binding, first);
    }
}
