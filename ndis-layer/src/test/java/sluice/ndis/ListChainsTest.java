package sluice.ndis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.packet.Packet;
import sluice.time.MachineStopped;

/** Chains of net buffer lists between drivers of NDIS 6: whole, split, lent, given back. */
class ListChainsTest {
    private static final String FRAME = "0200000000ee020000000002080045";

    private final List<String> calls = new ArrayList<>();

    /** A rig whose drivers of NDIS 6 note how long the chains are that they are given. */
    private final class Stack {
        final Rig rig;
        final Bottom bottom = new Bottom();
        final NdisAdapter adapter;
        final Top top = new Top();
        final ProtocolBinding binding;
        final NetBufferListPool lists;

        Stack(VerifierLevel level) {
            rig = Rig.verified(6, 6, 0, level);
            adapter = rig.ndis.addAdapter("chains", bottom);
            binding = adapter.open(top, rig.protocolPlace);
            binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
            lists = binding.listPool(32);
        }

        NetBufferList list(int number) {
            Packet frame = rig.packet(FRAME + "%02x".formatted(number));
            return requireNonNull(lists.allocate(frame));
        }

        NetBufferList chain(int count) {
            NetBufferList head = list(count);
            for (int i = count - 1; i > 0; i--) {
                NetBufferList before = list(i);
                before.setNext(head);
                head = before;
            }
            return head;
        }

        NetBufferList frames(int count) {
            NetBufferList head = null;
            for (int i = count; i > 0; i--) {
                byte[] octets = HexFormat.of().parseHex(FRAME + "%02x".formatted(i));
                MiniportContext context = requireNonNull(bottom.context);
                Packet frame = rig.host.pool().originate(context.place(), octets, 0, octets.length);
                NetBufferList list = requireNonNull(requireNonNull(bottom.pool).allocate(frame));
                list.setNext(head);
                head = list;
            }
            return requireNonNull(head);
        }

        void indicate(NetBufferList chain, boolean resources) {
            requireNonNull(bottom.context).indicateReceive(chain, resources);
        }

        void settled() {
            rig.settled();
            assertThat(adapter.underWay()).isZero();
            assertThat(lists.used()).isZero();
            assertThat(requireNonNull(bottom.pool).used()).isZero();
        }
    }

    private static int length(NetBufferList chain) {
        int length = 0;
        for (NetBufferList at = chain; at != null; at = at.next()) length++;
        return length;
    }

    private final class Bottom implements Miniport6 {
        final List<NetBufferList> held = new ArrayList<>();
        @Nullable MiniportContext context;
        @Nullable NetBufferListPool pool;

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
            pool = adapter.listPool(32);
        }

        @Override
        public void sendNetBufferLists(NetBufferList chain) {
            calls.add("bottom sends " + length(chain));
            held.add(chain);
        }

        void complete(NdisStatus status) {
            NetBufferList chain = held.removeFirst();
            for (NetBufferList at = chain; at != null; at = at.next()) at.setStatus(status);
            requireNonNull(context).sendComplete(chain);
        }

        @Override
        public void returnNetBufferLists(NetBufferList chain) {
            calls.add("bottom has back " + length(chain));
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                requireNonNull(pool).free(list);
                list = rest;
            }
        }
    }

    private final class Top implements Protocol6 {
        final List<NetBufferList> kept = new ArrayList<>();
        boolean keeps;

        @Override
        public String name() {
            return "top";
        }

        @Override
        public void sendNetBufferListsComplete(ProtocolBinding binding, NetBufferList chain) {
            var statuses = new StringBuilder();
            for (NetBufferList at = chain; at != null; at = at.next())
                statuses.append(' ').append(at.status());
            calls.add("top is done with" + statuses);
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                int buffers = 0;
                for (NetBuffer at = list.firstNetBuffer(); at != null; at = at.next()) buffers++;
                if (buffers > 1) calls.add("of " + buffers + " buffers");
                free(list);
                list = rest;
            }
        }

        private void free(NetBufferList list) {
            NetBuffer buffer = list.firstNetBuffer();
            while (buffer != null) {
                NetBuffer following = buffer.next();
                buffer.record().pool().free(buffer.record());
                buffer = following;
            }
        }

        @Override
        public void receiveNetBufferLists(
                ProtocolBinding binding, NetBufferList chain, boolean resources) {
            calls.add("top receives " + length(chain) + (resources ? " lent" : ""));
            if (resources) return;
            if (keeps) kept.add(chain);
            else binding.returnLists(chain);
        }
    }

    private class Noting implements LightweightFilter {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            calls.add("filter sends " + length(chain));
            filter.send(chain);
        }

        @Override
        public void sendNetBufferListsComplete(FilterContext filter, NetBufferList chain) {
            calls.add("filter completes " + length(chain));
            filter.sendComplete(chain);
        }

        @Override
        public void receiveNetBufferLists(
                FilterContext filter, NetBufferList chain, boolean resources) {
            calls.add("filter receives " + length(chain) + (resources ? " lent" : ""));
            filter.indicateReceive(chain, resources);
        }

        @Override
        public void returnNetBufferLists(FilterContext filter, NetBufferList chain) {
            calls.add("filter returns " + length(chain));
            filter.returnLists(chain);
        }
    }

    /** Keeps every second list from going on, both ways. */
    private final class Halving extends Noting {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            NetBufferList rest = takeSeconds(chain, NdisStatus.FAILURE);
            filter.send(chain);
            if (rest != null) filter.sendComplete(rest);
        }

        @Override
        public void receiveNetBufferLists(
                FilterContext filter, NetBufferList chain, boolean resources) {
            NetBufferList rest = takeSeconds(chain, NdisStatus.SUCCESS);
            filter.indicateReceive(chain, resources);
            if (rest != null) filter.returnLists(rest);
        }

        private @Nullable NetBufferList takeSeconds(NetBufferList chain, NdisStatus status) {
            NetBufferList out = null;
            NetBufferList at = chain;
            while (at != null && at.next() != null) {
                NetBufferList second = requireNonNull(at.next());
                at.setNext(second.unchain());
                second.firstNetBuffer().octets().discard(Rig.TestEnd.READ);
                second.setStatus(status);
                second.setNext(out);
                out = second;
                at = at.next();
            }
            return out;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldCrossWholeAndComeBackWhole(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "filter", new Noting());
        stack.binding.send(stack.chain(3));
        assertThat(calls).containsExactly("filter sends 3", "bottom sends 3");
        calls.clear();
        stack.bottom.complete(NdisStatus.SUCCESS);
        assertThat(calls)
                .containsExactly("filter completes 3", "top is done with SUCCESS SUCCESS SUCCESS");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetAFilterSplitAChain(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "filter", new Halving());
        stack.binding.send(stack.chain(5));
        assertThat(calls).containsExactly("bottom sends 3", "top is done with FAILURE FAILURE");
        calls.clear();
        stack.bottom.complete(NdisStatus.SUCCESS);
        assertThat(calls)
                .containsExactly("filter completes 3", "top is done with SUCCESS SUCCESS SUCCESS");
        stack.settled();
    }

    /** Several net buffers of one list: one completion, the first failure, the list whole again. */
    @ParameterizedTest
    @EnumSource
    void shouldCompleteAListOnceAllItsBuffersAreOver(VerifierLevel level) {
        var stack = new Stack(level);
        NetBufferList list = stack.list(1);
        list.append(stack.list(2));
        list.append(stack.list(3));
        stack.binding.send(list);
        assertThat(calls).containsExactly("bottom sends 3");
        calls.clear();
        NetBufferList head = stack.bottom.held.removeFirst();
        NetBufferList second = requireNonNull(head.unchain());
        NetBufferList third = requireNonNull(second.unchain());
        assertThat(head.firstNetBuffer().next()).isNull();
        MiniportContext context = requireNonNull(stack.bottom.context);
        second.setStatus(NdisStatus.FAILURE);
        context.sendComplete(second);
        head.setStatus(NdisStatus.SUCCESS);
        context.sendComplete(head);
        assertThat(calls).isEmpty();
        third.setStatus(NdisStatus.SUCCESS);
        context.sendComplete(third);
        assertThat(calls).containsExactly("top is done with FAILURE", "of 3 buffers");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldClimbWholeAndGoHomeWhole(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "filter", new Noting());
        stack.top.keeps = true;
        stack.indicate(stack.frames(3), false);
        assertThat(calls).containsExactly("filter receives 3", "top receives 3");
        calls.clear();
        stack.binding.returnLists(stack.top.kept.removeFirst());
        assertThat(calls).containsExactly("filter returns 3", "bottom has back 3");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldComeHomeInThePartsThatAreReturned(VerifierLevel level) {
        var stack = new Stack(level);
        stack.top.keeps = true;
        stack.indicate(stack.frames(3), false);
        NetBufferList first = stack.top.kept.removeFirst();
        NetBufferList rest = requireNonNull(first.unchain());
        stack.binding.returnLists(rest);
        stack.binding.returnLists(first);
        assertThat(calls)
                .containsExactly("top receives 3", "bottom has back 2", "bottom has back 1");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetAFilterKeepPartsOfWhatArrives(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "filter", new Halving());
        stack.indicate(stack.frames(5), false);
        assertThat(calls)
                .containsExactly(
                        "top receives 3",
                        "filter returns 3",
                        "bottom has back 3",
                        "bottom has back 2");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveALentChainBackAsItWas(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "filter", new Noting());
        NetBufferList chain = stack.frames(3);
        stack.indicate(chain, true);
        assertThat(calls).containsExactly("filter receives 3 lent", "top receives 3 lent");
        assertThat(length(chain)).isEqualTo(3);
        calls.clear();
        stack.bottom.returnNetBufferLists(chain);
        assertThat(calls).containsExactly("bottom has back 3");
        stack.settled();
    }

    /** A filter may lend what it was given for good, and has it back when the call returns. */
    @ParameterizedTest
    @EnumSource
    void shouldLetAFilterLendWhatItMayKeep(VerifierLevel level) {
        for (int count : new int[] {1, 3}) {
            var stack = new Stack(level);
            stack.adapter.insert(
                    0,
                    "lending",
                    new Noting() {
                        @Override
                        public void receiveNetBufferLists(
                                FilterContext filter, NetBufferList chain, boolean resources) {
                            filter.indicateReceive(chain, true);
                            assertThat(length(chain)).isEqualTo(count);
                            filter.returnLists(chain);
                        }
                    });
            calls.clear();
            stack.indicate(stack.frames(count), false);
            assertThat(calls)
                    .containsExactly("top receives " + count + " lent", "bottom has back " + count);
            stack.settled();
        }
    }

    @Test
    void shouldFindAFilterThatLeavesALentChainInPieces() {
        for (boolean wrong : new boolean[] {true, false}) {
            var stack = new Stack(VerifierLevel.STANDARD);
            stack.adapter.insert(
                    0,
                    "filter",
                    new Noting() {
                        @Override
                        public void receiveNetBufferLists(
                                FilterContext filter, NetBufferList chain, boolean resources) {
                            NetBufferList rest = chain.unchain();
                            if (!wrong) chain.setNext(rest);
                        }
                    });
            NetBufferList chain = stack.frames(2);
            boolean stopped = false;
            try {
                stack.indicate(chain, true);
            } catch (MachineStopped _) {
                stopped = true;
            }
            assertThat(stopped).isEqualTo(wrong);
            assertThat(stack.rig.ndis.bugCheck().map(end -> end.rule().id()))
                    .isEqualTo(wrong ? Optional.of("R14") : Optional.empty());
        }
    }

    /** Sends a clone in place of what it is given, which waits for its child. */
    private static final class Cloning implements LightweightFilter {
        @Nullable NetBufferListPool pool;

        @Override
        public void attach(FilterContext filter) {
            pool = filter.listPool(4);
        }

        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            NetBufferList clone = requireNonNull(requireNonNull(pool).allocateClone(chain));
            assertThat(clone.parentNetBufferList()).isSameAs(chain);
            assertThat(chain.childRefCount()).isEqualTo(1);
            filter.send(clone);
        }

        @Override
        public void sendNetBufferListsComplete(FilterContext filter, NetBufferList clone) {
            NetBufferList parent = requireNonNull(clone.parentNetBufferList());
            parent.setStatus(clone.status());
            requireNonNull(pool).free(clone);
            assertThat(parent.childRefCount()).isZero();
            filter.sendComplete(parent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendACloneInPlaceOfItsParent(VerifierLevel level) {
        var stack = new Stack(level);
        var cloning = new Cloning();
        stack.adapter.insert(0, "cloning", cloning);
        stack.binding.send(stack.list(1));
        assertThat(calls).containsExactly("bottom sends 1");
        calls.clear();
        NetBufferList below = stack.bottom.held.getFirst();
        assertThat(HexFormat.of().formatHex(below.firstNetBuffer().octets().toArray()))
                .isEqualTo(FRAME + "01");
        stack.bottom.complete(NdisStatus.FAILURE);
        assertThat(calls).containsExactly("top is done with FAILURE");
        assertThat(requireNonNull(cloning.pool).used()).isZero();
        stack.settled();
    }

    /** Where there is one of NDIS 5, it is given packets. */
    @ParameterizedTest
    @EnumSource
    void shouldFallApartForDriversOfNdis5(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.insert(0, "upper", new Noting());
        stack.adapter.insert(
                1,
                "old",
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge below, NdisPacket packet) {
                        calls.add("old sends");
                        return below.send(packet);
                    }

                    @Override
                    public int receive(UpperEdge above, NdisPacket packet) {
                        calls.add("old receives");
                        return above.indicateReceive(packet);
                    }

                    @Override
                    public int attributes() {
                        return MiniportAttributes.INTERMEDIATE;
                    }
                });
        stack.binding.send(stack.chain(2));
        assertThat(calls)
                .containsExactly(
                        "filter sends 2",
                        "old sends",
                        "bottom sends 1",
                        "old sends",
                        "bottom sends 1");
        calls.clear();
        stack.bottom.complete(NdisStatus.SUCCESS);
        stack.bottom.complete(NdisStatus.SUCCESS);
        assertThat(calls).hasSize(4).contains("filter completes 1");
        calls.clear();
        stack.indicate(stack.frames(2), false);
        assertThat(calls).filteredOn("old receives"::equals).hasSize(2);
        assertThat(calls).filteredOn("bottom has back 1"::equals).hasSize(2);
        stack.settled();
    }

    /** A capture of NDIS 5 beside: it sees each frame, the one of NDIS 6 has its chain. */
    @ParameterizedTest
    @EnumSource
    void shouldShowTheSameChainToProtocolsOfBothKinds(VerifierLevel level) {
        var stack = new Stack(level);
        ProtocolBinding old =
                stack.adapter.open(
                        new Protocol() {
                            @Override
                            public String name() {
                                return "old";
                            }

                            @Override
                            public void sendComplete(
                                    ProtocolBinding binding,
                                    NdisPacket packet,
                                    NdisStatus status) {}

                            @Override
                            public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
                                calls.add("old sees one");
                                return 0;
                            }
                        },
                        stack.rig.protocolPlace);
        old.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        stack.indicate(stack.frames(2), false);
        assertThat(calls)
                .containsExactly(
                        "top receives 2", "old sees one", "old sees one", "bottom has back 2");
        stack.settled();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveAChainBackThatComesWhilePaused(VerifierLevel level) {
        var stack = new Stack(level);
        stack.adapter.setPower(DevicePower.D3);
        if (level == VerifierLevel.OFF) {
            stack.indicate(stack.frames(2), false);
            assertThat(calls).containsExactly("bottom has back 2");
        }
        stack.adapter.setPower(DevicePower.D0);
        stack.settled();
    }

    private static long allocatedOctets() {
        try {
            Object threads =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            return (long)
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes")
                            .invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM does not count allocation", e);
        }
    }

    /** The wrapper's part; the frames' own objects come from pools. */
    @Test
    void shouldAllocateNothingForAChain() {
        var rig =
                new Rig(
                        6,
                        6,
                        0,
                        null,
                        sluice.world.WorldOptions.DEFAULT.unaudited(),
                        NdisOptions.DEFAULT);
        var bottom = new Echoing();
        NdisAdapter adapter = rig.ndis.addAdapter("chains", bottom);
        adapter.insert(0, "filter", new Passing());
        var top = new Recycling();
        ProtocolBinding binding = adapter.open(top, rig.protocolPlace);
        NetBufferListPool lists = binding.listPool(32);
        top.lists = lists;
        byte[] octets = HexFormat.of().parseHex(FRAME);
        for (int i = 0; i < 20_000; i++) sendTwo(rig, binding, lists, octets);
        long before = allocatedOctets();
        for (int i = 0; i < 20_000; i++) sendTwo(rig, binding, lists, octets);
        assertThat(allocatedOctets() - before).isLessThan(20_000);
        assertThat(bottom.chains).isEqualTo(40_000);
        assertThat(top.chains).isEqualTo(40_000);
    }

    private static void sendTwo(
            Rig rig, ProtocolBinding binding, NetBufferListPool lists, byte[] octets) {
        var pool = rig.host.pool();
        NetBufferList first =
                requireNonNull(
                        lists.allocate(
                                pool.originate(rig.protocolPlace, octets, 0, octets.length)));
        first.setNext(lists.allocate(pool.originate(rig.protocolPlace, octets, 0, octets.length)));
        binding.send(first);
    }

    private static final class Passing implements LightweightFilter {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.send(chain);
        }
    }

    private static final class Echoing implements Miniport6 {
        @Nullable MiniportContext context;
        int chains;

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public void sendNetBufferLists(NetBufferList chain) {
            if (chain.next() != null) chains++;
            for (NetBufferList at = chain; at != null; at = at.next())
                at.setStatus(NdisStatus.SUCCESS);
            requireNonNull(context).sendComplete(chain);
        }
    }

    private static final class Recycling implements Protocol6 {
        @Nullable NetBufferListPool lists;
        int chains;

        @Override
        public String name() {
            return "recycling";
        }

        @Override
        public void sendNetBufferListsComplete(ProtocolBinding binding, NetBufferList chain) {
            if (chain.next() != null) chains++;
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                requireNonNull(lists).free(list);
                list = rest;
            }
        }

        @Override
        public void receiveNetBufferLists(
                ProtocolBinding binding, NetBufferList chain, boolean resources) {
            if (!resources) binding.returnLists(chain);
        }
    }
}
