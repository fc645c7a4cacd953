package sluice.ndis;

import java.util.Arrays;

/**
 * Sends that go to the miniport in arrays (Windows DDK, NdisSendPackets, MiniportSendPackets): if
 * it has the handler, and no driver in between takes sends.
 *
 * <pre>
 *   serialized     the out-of-band status of each is its answer; RESOURCES on one stands for all
 *                  behind it, and they are submitted again in their order
 *   deserialized   each is completed by a call, whatever its status says
 * </pre>
 */
final class SendArrays {
    private final NdisAdapter adapter;

    SendArrays(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    /** Whether sends of a binding reach the miniport as they come. */
    boolean reachMiniport() {
        if (!adapter.miniport.takesArrays()) return false;
        for (Layer at = adapter.top.below; at != null && at != adapter.miniport; at = at.below)
            if (at.sends) return false;
        return true;
    }

    /** NdisSendPackets, of records; every one of them is completed by a call. */
    void fromBinding(ProtocolBinding binding, NdisPacket[] records, int count) {
        NdisPacket[] ready = new NdisPacket[count];
        int number = 0;
        for (int i = 0; i < count; i++) {
            NdisPacket record = records[i];
            NdisStatus status = adapter.sends.admit(binding, record);
            if (status != NdisStatus.PENDING) {
                binding.giveSendComplete(record, status);
                continue;
            }
            record.holder = adapter.sends.descend(adapter.top, record);
            ready[number++] = record;
        }
        if (number == 0) return;
        adapter.sends.beforeCall();
        SendSerializer serializer = adapter.miniport.serializer;
        if (serializer != null) serializer.submitAll(ready, number);
        else call(ready, number);
        if (adapter.miniport.checksForHang()) adapter.hangs.waiting();
    }

    /**
     * Calls the handler.
     *
     * @return what was answered for each: PENDING if it is or was completed by a call
     */
    NdisStatus[] call(NdisPacket[] records, int count) {
        MiniportLayer miniport = adapter.miniport;
        long[] turns = new long[count];
        for (int i = 0; i < count; i++) {
            turns[i] = records[i].turn;
            records[i].outOfBand().setStatus(NdisStatus.PENDING);
        }
        Handover handover = adapter.handover;
        if (handover == null) miniport.sendPackets(records, count);
        else handover.sendPackets(miniport, records, count);
        NdisStatus[] answers = new NdisStatus[count];
        Arrays.fill(answers, NdisStatus.PENDING);
        if (miniport.serializer == null) {
            if (handover != null) handover.answered(miniport, records, turns, answers);
            return answers;
        }
        boolean resources = false;
        for (int i = 0; i < count; i++) {
            boolean here = records[i].turn == turns[i] && records[i].holder == miniport;
            if (!here) continue;
            resources |= records[i].outOfBand().status() == NdisStatus.RESOURCES;
            answers[i] = resources ? NdisStatus.RESOURCES : records[i].outOfBand().status();
        }
        if (handover != null) handover.answered(miniport, records, turns, answers);
        for (int i = 0; i < count; i++)
            if (answers[i] != NdisStatus.PENDING)
                records[i].outOfBand().setStatus(NdisStatus.SUCCESS);
        return answers;
    }
}
