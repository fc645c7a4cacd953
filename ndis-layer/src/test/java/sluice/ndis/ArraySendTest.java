package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Arrays of sends: MiniportSendPackets, and what RESOURCES on one element means for the rest. */
class ArraySendTest {
    private static final byte[] FRAME = new byte[60];

    static {
        FRAME[5] = 0x77;
    }

    private static final class Bottom implements Miniport {
        final List<List<Integer>> arrays = new ArrayList<>();
        final List<NdisPacket> pending = new ArrayList<>();
        final List<NdisPacket> seen = new ArrayList<>();
        private final int attributes;
        private NdisStatus[] answers = {};
        @Nullable MiniportContext context;

        Bottom(int attributes) {
            this.attributes = attributes;
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public int attributes() {
            return attributes;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            throw new AssertionError("there is a handler for arrays");
        }

        @Override
        public void sendPackets(NdisPacket[] packets, int count) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(packets[i].u8(20));
                seen.add(packets[i]);
                NdisStatus answer = i < answers.length ? answers[i] : NdisStatus.SUCCESS;
                packets[i].outOfBand().setStatus(answer);
                if (answer == NdisStatus.PENDING) pending.add(packets[i]);
            }
            arrays.add(numbers);
        }

        void complete() {
            Objects.requireNonNull(context).sendComplete(pending.removeFirst(), NdisStatus.SUCCESS);
        }

        @Override
        public NdisStatus request(OidRequest request) {
            return request.oid() == Oid.OID_802_3_CURRENT_ADDRESS
                    ? request.answer(2)
                    : NdisStatus.SUCCESS;
        }
    }

    private final List<String> completions = new ArrayList<>();
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host host = world.addHost("host", HostOptions.DEFAULT);
    private @Nullable NdisPacketPool pool;

    private ProtocolBinding bind(Bottom bottom, VerifierLevel level) {
        var adapter = Ndis.on(host, NdisOptions.verified(level)).addAdapter("nic", bottom);
        var place = host.place("protocol", Layering.ETHERNET);
        ProtocolBinding binding =
                adapter.open(
                        new Protocol() {
                            @Override
                            public String name() {
                                return "sender";
                            }

                            @Override
                            public void sendComplete(
                                    ProtocolBinding from, NdisPacket packet, NdisStatus status) {
                                completions.add(packet.protocolReserved(0) + " " + status);
                                packet.pool().free(packet);
                            }
                        },
                        place);
        binding.setPacketFilter(0, Set.of());
        pool = binding.packetPool(100);
        return binding;
    }

    private NdisPacket[] packets(ProtocolBinding binding, int count) {
        NdisPacket[] made = new NdisPacket[count];
        for (int i = 0; i < count; i++) {
            FRAME[20] = (byte) i;
            var octets = host.pool().originate(binding.place(), FRAME, 0, FRAME.length);
            made[i] = Objects.requireNonNull(Objects.requireNonNull(pool).allocate(octets));
            made[i].setProtocolReserved(0, i);
        }
        return made;
    }

    private void allHome(ProtocolBinding binding) {
        assertThat(binding.sendsOut()).isZero();
        assertThat(binding.adapter().underWay()).isZero();
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(VerifierLevel.class)
    void shouldQueueAllBehindTheOneThatFoundNoRoom(VerifierLevel level) {
        var bottom = new Bottom(0);
        ProtocolBinding binding = bind(bottom, level);
        bottom.answers =
                new NdisStatus[] {
                    NdisStatus.SUCCESS,
                    NdisStatus.PENDING,
                    NdisStatus.RESOURCES,
                    NdisStatus.SUCCESS, // says nothing: it stands behind RESOURCES
                    NdisStatus.PENDING
                };
        binding.sendPackets(packets(binding, 5), 5);
        bottom.pending.removeLast();
        assertThat(completions).containsExactly("0 SUCCESS");
        bottom.answers = new NdisStatus[0];
        bottom.complete();
        assertThat(completions)
                .containsExactly("0 SUCCESS", "1 SUCCESS", "2 SUCCESS", "3 SUCCESS", "4 SUCCESS");
        assertThat(bottom.arrays)
                .containsExactly(List.of(0, 1, 2, 3, 4), List.of(2), List.of(3), List.of(4));
        allHome(binding);
    }

    @ParameterizedTest
    @EnumSource(VerifierLevel.class)
    void shouldCompleteByCallsOnlyWhatADeserializedDriverIsGiven(VerifierLevel level) {
        var bottom = new Bottom(MiniportAttributes.DESERIALIZE);
        ProtocolBinding binding = bind(bottom, level);
        bottom.answers =
                new NdisStatus[] {NdisStatus.PENDING, NdisStatus.PENDING, NdisStatus.PENDING};
        binding.sendPackets(packets(binding, 3), 3);
        assertThat(completions).isEmpty();
        while (!bottom.pending.isEmpty()) bottom.complete();
        assertThat(completions).containsExactly("0 SUCCESS", "1 SUCCESS", "2 SUCCESS");
        allHome(binding);
    }

    @ParameterizedTest
    @EnumSource(VerifierLevel.class)
    void shouldCompleteByCallsEvenWhatIsOverAtOnce(VerifierLevel level) {
        var bottom = new Bottom(0);
        ProtocolBinding binding = bind(bottom, level);
        bottom.answers = new NdisStatus[] {NdisStatus.FAILURE, NdisStatus.SUCCESS};
        binding.sendPackets(packets(binding, 2), 2);
        assertThat(completions).containsExactly("0 FAILURE", "1 SUCCESS");
        allHome(binding);
    }

    @Test
    void shouldGiveThemOneByOneToADriverInBetween() {
        var bottom = new Bottom(0);
        ProtocolBinding binding = bind(bottom, VerifierLevel.STRICT);
        binding.adapter()
                .insert(
                        0,
                        "pass",
                        new Intermediate() {
                            @Override
                            public NdisStatus send(LowerEdge below, NdisPacket packet) {
                                return below.send(packet);
                            }
                        });
        binding.sendPackets(packets(binding, 2), 2);
        assertThat(bottom.arrays).containsExactly(List.of(0), List.of(1));
        assertThat(completions).containsExactly("0 SUCCESS", "1 SUCCESS");
        allHome(binding);
    }

    /** Rule S09 for the elements behind the one that was answered RESOURCES. */
    @Test
    void shouldFindADriverThatWritesBehindResources() {
        for (boolean wrong : new boolean[] {false, true}) {
            var one = new ArraySendTest();
            var bottom = new Bottom(0);
            ProtocolBinding binding = one.bind(bottom, VerifierLevel.STRICT);
            bottom.answers = new NdisStatus[] {NdisStatus.PENDING, NdisStatus.RESOURCES};
            binding.sendPackets(one.packets(binding, 3), 3);
            NdisPacket touched = bottom.seen.get(wrong ? 2 : 0);
            try {
                touched.setMiniportReserved(0, "mine");
            } catch (sluice.time.MachineStopped _) {
                assertThat(wrong).isTrue();
            }
            assertThat(one.host.stopped()).isEqualTo(wrong);
            Ndis ndis = binding.adapter().ndis();
            if (wrong) assertThat(ndis.bugCheck().orElseThrow().rule()).isEqualTo(SendRule.S09);
        }
    }
}
