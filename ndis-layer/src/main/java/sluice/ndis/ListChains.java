package sluice.ndis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chains of net buffer lists on one adapter: where two drivers of NDIS 6 meet, a chain crosses by
 * one call (Microsoft, "Sending Data from a Filter Driver", "Receiving Data in a Filter Driver",
 * NdisMIndicateReceiveNetBufferLists). A driver may pass parts of it on; each part goes on as the
 * chain that it is.
 *
 * <p>Drivers of NDIS 5 in between are given packet by packet. So are protocols if two of NDIS 6 are
 * bound, for the links of a list are there once only.
 */
final class ListChains {
    private final NdisAdapter adapter;
    private final ArrayDeque<PacketBatch> spare = new ArrayDeque<>();

    ListChains(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    /** A batch for one call; calls nest. */
    PacketBatch take() {
        PacketBatch batch = spare.pollLast();
        return batch == null ? new PacketBatch() : batch;
    }

    void give(PacketBatch batch) {
        batch.clear();
        spare.addLast(batch);
    }

    // ---- sends

    /** Whether what is sent from there reaches a driver that takes chains. */
    boolean sendsAsChain(Layer from) {
        Layer at = from.requireBelow();
        while (!at.sends) at = at.requireBelow();
        return at.takesLists();
    }

    /** NdisSendNetBufferLists. */
    void fromBinding(ProtocolBinding binding, NetBufferList chain, boolean checkForLoopback) {
        PacketBatch given = take();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            ListSends.begin(list, checkForLoopback, given);
            list = rest;
        }
        PacketBatch ready = take();
        for (int i = 0; i < given.count(); i++) {
            NdisPacket record = binding.taken(NdisCall.SEND_LISTS, given.packet(i));
            NdisStatus status = adapter.sends.admit(binding, record);
            if (status == NdisStatus.PENDING) ready.add(record);
            else binding.giveSendComplete(record, status);
        }
        give(given);
        if (ready.count() > 0) down(adapter.top, ready);
        give(ready);
    }

    /** NdisFSendNetBufferLists. */
    void fromFilter(LightweightLayer from, NetBufferList chain) {
        PacketBatch batch = take();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket record = from.taken(NdisCall.FILTER_SEND, list.record());
            adapter.sends.beginAt(from, record);
            batch.add(record);
            list = rest;
        }
        down(from, batch);
        give(batch);
    }

    private void down(Layer from, PacketBatch batch) {
        Layer at = from;
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket packet = batch.packet(i);
            at = adapter.sends.descend(from, packet);
            packet.holder = at;
        }
        adapter.sends.beforeCall();
        at.giveSends(batch);
        if (at == adapter.miniport) {
            if (adapter.miniport.checksForHang()) adapter.hangs.waiting();
            return;
        }
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket packet = batch.packet(i);
            if (batch.isSame(i) && packet.holder == at) adapter.pended(at, packet);
        }
    }

    // ---- completions

    /** NdisMSendNetBufferListsComplete, NdisFSendNetBufferListsComplete. */
    void complete(Layer from, NdisCall call, NetBufferList chain) {
        if (!chain.isChained() || !hasPlainWayUp(from)) {
            completeEach(from, call, chain);
            return;
        }
        PacketBatch batch = take();
        Layer to = null;
        ProtocolBinding binding = null;
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisStatus status = list.said();
            NdisPacket packet = takenBack(from, call, list);
            adapter.sends.takeCompleted(from, packet, status);
            Layer at = from.requireAbove();
            while (at != packet.maker && !at.completes) at = at.requireAbove();
            if (batch.count() > 0 && (at != to || packet.binding != binding))
                deliver(to, binding, batch);
            to = at;
            binding = packet.binding;
            batch.add(packet, status);
            list = rest;
        }
        deliver(to, binding, batch);
        give(batch);
    }

    private NdisPacket takenBack(Layer from, NdisCall call, NetBufferList list) {
        Handover handover = adapter.handover;
        if (handover != null && from == adapter.miniport) handover.checkCompleted(from.party, list);
        return from.taken(call, list.record());
    }

    private void completeEach(Layer from, NdisCall call, NetBufferList chain) {
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisStatus status = list.said();
            adapter.sends.complete(from, takenBack(from, call, list), status);
            list = rest;
        }
    }

    /** Queues of serialized drivers take completions one by one. */
    private boolean hasPlainWayUp(Layer from) {
        for (Layer at = from; at != null; at = at.above) if (at.serializer != null) return false;
        return true;
    }

    private void deliver(@Nullable Layer to, @Nullable ProtocolBinding binding, PacketBatch batch) {
        if (to == null) return;
        boolean chains =
                batch.count() > 1
                        && (to == adapter.top
                                ? binding != null && binding.isNdis6()
                                : to.takesLists());
        PacketBatch now = take();
        for (int i = 0; i < batch.count(); i++) now.add(batch.packet(i), batch.status(i));
        batch.clear();
        if (!chains) {
            for (int i = 0; i < now.count(); i++)
                adapter.sends.deliver(to, now.packet(i), now.status(i));
        } else {
            for (int i = 0; i < now.count(); i++)
                adapter.sends.arrive(to, now.packet(i), now.status(i));
            if (binding != null && to == adapter.top) binding.giveSendsComplete(now);
            else to.giveSendsComplete(now);
        }
        give(now);
    }

    // ---- frames

    /** Whether what is indicated from there is taken as a chain by somebody. */
    boolean receivesAsChain(Layer from) {
        Layer at = from.requireAbove();
        while (!at.receives) at = at.requireAbove();
        return at == adapter.top ? theOneOf6() != null : at.takesLists();
    }

    /** The binding of NDIS 6, if there is one and no more. */
    @Nullable ProtocolBinding theOneOf6() {
        ProtocolBinding one = null;
        for (ProtocolBinding each : adapter.bindings()) {
            if (!each.isNdis6()) continue;
            if (one != null) return null;
            one = each;
        }
        return one != null && one.isPatched() ? null : one;
    }

    /** Whether it is this driver that lends what it could have given. */
    static boolean lend(NdisPacket packet) {
        OutOfBand about = packet.outOfBand();
        if (about.status() == NdisStatus.RESOURCES) return false;
        about.setStatus(NdisStatus.RESOURCES);
        return true;
    }

    /** What it has lent is its own to keep again. */
    void takeBack(Layer from, NdisPacket packet) {
        packet.outOfBand().setStatus(NdisStatus.SUCCESS);
        adapter.hasAgain(from.party, packet);
    }

    /**
     * NdisMIndicateReceiveNetBufferLists, NdisFIndicateReceiveNetBufferLists.
     *
     * @param resources they are lent, and the chain is as it was when this returns
     */
    void indicate(Layer from, NdisCall call, NetBufferList chain, boolean resources) {
        PacketBatch batch = take();
        PacketBatch lending = take();
        List<NetBufferList> links = resources ? new ArrayList<>() : List.of();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket packet = from.taken(call, list.record());
            if (!resources && from == adapter.miniport)
                packet.outOfBand().setStatus(NdisStatus.SUCCESS);
            if (resources && lend(packet)) lending.add(packet);
            if (resources) links.add(list);
            batch.add(packet);
            list = rest;
        }
        indicate(from, batch, resources);
        for (int i = 0; i < lending.count(); i++) takeBack(from, lending.packet(i));
        for (int i = 0; i + 1 < links.size(); i++) links.get(i).attach(links.get(i + 1));
        give(lending);
        give(batch);
    }

    /**
     * What nobody above keeps is the driver's again: it is given back as a chain, unless it was
     * lent.
     */
    private void indicate(Layer from, PacketBatch batch, boolean lent) {
        PacketBatch back = take();
        PacketBatch going = take();
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket packet = batch.packet(i);
            if (!adapter.receives.beginUp(from, packet)) back.add(packet);
            else going.add(packet);
        }
        if (going.count() > 0) adapter.receives.climb(from, going, lent, back);
        give(going);
        if (!lent && back.count() > 0) giveBack(from, back);
        give(back);
    }

    private void giveBack(Layer from, PacketBatch back) {
        PacketBatch own = take();
        for (int i = 0; i < back.count(); i++) {
            NdisPacket packet = back.packet(i);
            boolean ends = packet.use == NdisPacket.Use.IDLE;
            if (from.returns || ends) own.add(packet);
            else adapter.receives.returned(from, packet);
        }
        if (own.count() == 1) from.giveReturned(own.packet(0));
        else if (own.count() > 1) from.giveReturns(own);
        give(own);
    }

    // ---- returns

    /** NdisReturnNetBufferLists. */
    void fromBinding(ProtocolBinding binding, NetBufferList chain) {
        if (!chain.isChained()) {
            NdisPacket only = binding.taken(NdisCall.RETURN_LISTS, chain.record());
            adapter.receives.fromBinding(binding, only);
            return;
        }
        PacketBatch home = take();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket record = binding.taken(NdisCall.RETURN_LISTS, list.record());
            if (adapter.receives.isReturned(binding, record)) home.add(record);
            list = rest;
        }
        downHome(adapter.top, home);
        give(home);
    }

    /** NdisFReturnNetBufferLists. */
    void returned(LightweightLayer from, NetBufferList chain) {
        if (!chain.isChained()) {
            NdisPacket only = from.taken(NdisCall.FILTER_RETURN, chain.record());
            adapter.receives.returned(from, only);
            return;
        }
        PacketBatch home = take();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket record = from.taken(NdisCall.FILTER_RETURN, list.record());
            adapter.receives.takeReturned(from, record);
            home.add(record);
            list = rest;
        }
        downHome(from, home);
        give(home);
    }

    private void downHome(Layer from, PacketBatch home) {
        PacketBatch together = take();
        Layer to = null;
        for (int i = 0; i < home.count(); i++) {
            NdisPacket packet = home.packet(i);
            Layer at = adapter.receives.wayHome(from, packet);
            if (at == null || !at.takesLists()) {
                adapter.receives.down(from, packet);
                continue;
            }
            if (at != to && to != null && together.count() > 0) giveReturns(to, together);
            to = at;
            adapter.receives.arriveHome(at, packet);
            together.add(packet);
        }
        if (to != null && together.count() > 0) giveReturns(to, together);
        give(together);
    }

    private void giveReturns(Layer to, PacketBatch together) {
        PacketBatch now = take();
        for (int i = 0; i < together.count(); i++) now.add(together.packet(i));
        together.clear();
        if (now.count() == 1) to.giveReturned(now.packet(0));
        else to.giveReturns(now);
        give(now);
    }
}
