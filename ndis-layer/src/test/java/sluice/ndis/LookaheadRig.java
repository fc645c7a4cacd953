package sluice.ndis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Place;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A miniport that indicates look-aheads, and protocols that take them, or whole packets only. */
final class LookaheadRig {
    static final long MAC = 0x0200_0000_0001L;

    final World world = new World(WorldOptions.DEFAULT, null);
    final Host host = world.addHost("host", HostOptions.DEFAULT);
    final Bottom bottom = new Bottom();
    final NdisAdapter adapter =
            Ndis.on(host, NdisOptions.DEFAULT.withVerifier(Rig.LEVEL))
                    .addAdapter("nic", (Miniport) bottom);
    private int opened;

    Place place() {
        return host.place("protocol" + opened++, Layering.ETHERNET);
    }

    Taker taker(int filter) {
        var taker = new Taker();
        taker.binding = adapter.open(taker, place());
        taker.binding.setPacketFilter(filter, Set.of());
        taker.pool = taker.binding.packetPool(16);
        return taker;
    }

    Whole whole(int filter) {
        var whole = new Whole();
        whole.binding = adapter.open(whole, place());
        whole.binding.setPacketFilter(filter, Set.of());
        return whole;
    }

    /** A protocol with ProtocolReceive, which copies the frame and asks for the rest. */
    static final class Taker implements Protocol {
        final List<String> frames = new ArrayList<>();
        final List<Integer> lookaheads = new ArrayList<>();
        final List<NdisStatus> transfers = new ArrayList<>();
        final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
        boolean askTwice;
        int completes;
        int looped;
        @Nullable ProtocolBinding binding;
        @Nullable NdisPacketPool pool;
        @Nullable Lookahead last;

        ProtocolBinding binding() {
            return Objects.requireNonNull(binding);
        }

        @Override
        public String name() {
            return "taker";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
            packet.pool().free(packet);
        }

        @Override
        public NdisStatus receive(ProtocolBinding from, Lookahead frame) {
            last = frame;
            if (frame.isLoopback()) looped++;
            int ahead = frame.lookaheadLengthOctets();
            int header = frame.headerLengthOctets();
            lookaheads.add(ahead);
            byte[] all = new byte[frame.frameLengthOctets()];
            System.arraycopy(frame.header(), frame.headerOffset(), all, 0, header);
            System.arraycopy(frame.lookahead(), frame.lookaheadOffset(), all, header, ahead);
            if (frame.isWhole()) {
                frames.add(HexFormat.of().formatHex(all));
                return NdisStatus.SUCCESS;
            }
            int got = header + ahead;
            var room = NdisBuffer.of(all, got, all.length - got);
            NdisPacket target = Objects.requireNonNull(Objects.requireNonNull(pool).allocate(room));
            waiting.addLast(all);
            NdisStatus status = from.transferData(frame, ahead, all.length - got, target);
            transfers.add(status);
            if (askTwice) from.transferData(frame, ahead, all.length - got, target);
            if (status != NdisStatus.PENDING) over(target, status);
            return NdisStatus.SUCCESS;
        }

        private void over(NdisPacket target, NdisStatus status) {
            target.pool().free(target);
            byte[] all = waiting.removeFirst();
            if (status == NdisStatus.SUCCESS) frames.add(HexFormat.of().formatHex(all));
        }

        @Override
        public void transferDataComplete(
                ProtocolBinding from, NdisPacket packet, NdisStatus status, int octets) {
            transfers.add(status);
            over(packet, status);
        }

        @Override
        public void receiveComplete(ProtocolBinding from) {
            completes++;
        }
    }

    /** A protocol with ProtocolReceivePacket only. */
    static final class Whole implements Protocol {
        final List<String> frames = new ArrayList<>();
        @Nullable ProtocolBinding binding;

        @Override
        public String name() {
            return "whole";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            frames.add(HexFormat.of().formatHex(packet.toArray()));
            return 0;
        }
    }

    /** The miniport: header and look-ahead lie apart, the rest is copied when asked for. */
    static final class Bottom implements Miniport {
        final List<String> requests = new ArrayList<>();
        final ArrayDeque<NdisPacket> owed = new ArrayDeque<>();
        int lookaheadOctets = 8;
        int indicated;
        NdisStatus answer = NdisStatus.SUCCESS;
        byte[] frame = {};
        @Nullable MiniportContext context;
        @Nullable Lookahead shown;
        @Nullable NdisStatus lastAnswer;

        MiniportContext context() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
            shown = adapter.lookahead();
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            return NdisStatus.SUCCESS;
        }

        NdisStatus indicate(String hex) {
            frame = HexFormat.of().parseHex(hex);
            int behind = frame.length - 14;
            int ahead = Math.min(lookaheadOctets, behind);
            byte[] header = Arrays.copyOf(frame, 14);
            Lookahead here =
                    Objects.requireNonNull(shown)
                            .of(++indicated, this)
                            .withHeader(header, 0, 14)
                            .withLookahead(frame, 14, ahead, behind);
            lastAnswer = context().indicateReceive(here);
            context().indicateReceiveComplete();
            return lastAnswer;
        }

        @Override
        public NdisStatus transferData(NdisPacket target, Lookahead from, int at, int octets) {
            if (answer == NdisStatus.PENDING) owed.addLast(target);
            if (answer == NdisStatus.SUCCESS) copy(target, at, octets);
            if (answer == NdisStatus.SUCCESS) from.setTransferredOctets(octets);
            return answer;
        }

        private void copy(NdisPacket target, int at, int octets) {
            int done = 0;
            for (NdisBuffer to = target.firstBuffer(); to != null; to = to.next()) {
                int here = Math.min(to.lengthOctets(), octets - done);
                System.arraycopy(frame, 14 + at + done, to.octets(), to.offset(), here);
                done += here;
            }
        }

        void transferNow() {
            NdisPacket target = owed.removeFirst();
            int octets = target.lengthOctets();
            copy(target, frame.length - 14 - octets, octets);
            context().transferDataComplete(target, NdisStatus.SUCCESS, octets);
        }

        @Override
        public NdisStatus reset() {
            owed.clear();
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus request(OidRequest request) {
            if (request.isSet()) {
                requests.add("%s %x".formatted(request.oid(), request.value()));
                return NdisStatus.SUCCESS;
            }
            return switch (request.oid()) {
                case OID_802_3_CURRENT_ADDRESS -> request.answer(MAC);
                case GEN_MAXIMUM_LOOKAHEAD -> request.answer(256);
                case OID_802_3_MAXIMUM_LIST_SIZE -> request.answer(2);
                default -> NdisStatus.NOT_SUPPORTED;
            };
        }
    }
}
