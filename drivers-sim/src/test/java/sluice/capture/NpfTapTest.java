package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.ndis.Lookahead;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.PacketFilters;
import sluice.tap.CaptureStats;
import sluice.tap.RecordCursor;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The tap over a miniport that gives the beginning of a frame only. */
class NpfTapTest {
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host host = world.addHost("win", HostOptions.DEFAULT);
    private final Chip chip = new Chip();
    private final NdisAdapter adapter = NdisAdapter.of(host, "nic", (Miniport) chip);
    private final NpfDriver driver = new NpfDriver(host, NpfPreset.NPF, List.of(adapter));

    private NpfInstance open(int size) {
        NpfInstance opened = Objects.requireNonNull(driver.open("nic"));
        opened.setBufferSize(size);
        opened.setPacketFilter(PacketFilters.PROMISCUOUS);
        return opened;
    }

    private List<byte[]> read(NpfInstance capture) {
        List<byte[]> frames = new ArrayList<>();
        byte[] user = new byte[10_000];
        host.cpu()
                .start(
                        "reader",
                        8,
                        self -> {
                            int used = capture.read(self, user, 0, user.length);
                            var cursor = new RecordCursor().over(user, 0, used);
                            while (cursor.next()) {
                                int at = cursor.offset();
                                frames.add(
                                        Arrays.copyOfRange(user, at, at + cursor.capturedOctets()));
                            }
                        });
        world.scheduler().run(0, 1000);
        return frames;
    }

    private static byte[] frame(int length, int mark) {
        byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) frame[i] = (byte) (mark + i);
        return frame;
    }

    @Test
    void shouldTransferIntoTheRingAlsoAcrossItsEnd() {
        NpfInstance capture = open(500);
        for (int mark = 0; mark < 50; mark++) {
            byte[] frame = frame(100 + mark, mark);
            chip.indicate(frame);
            assertThat(read(capture)).as("%d", mark).containsExactly(frame);
        }
        assertThat(capture.tally().copies()).isEqualTo(100);
    }

    @Test
    void shouldNotTransferWhatTheFilterDoesNotKeep() {
        NpfInstance capture = open(5000);
        capture.setFilter(CaptureOptions.snapLength(46));
        chip.indicate(frame(200, 1));
        assertThat(read(capture).getFirst()).hasSize(46);
        assertThat(adapter.transfersCount()).isZero();
    }

    @Test
    void shouldDropFramesWhileATransferIsPendingAndKeepTheRest() {
        NpfInstance capture = open(5000);
        chip.answer = NdisStatus.PENDING;
        chip.indicate(frame(200, 1));
        assertThat(read(capture)).isEmpty();
        assertThat(capture.stats()).isEqualTo(new CaptureStats(1, 0, 0, 0));
        // A send that is looped back comes meanwhile.
        host.cpu().start("writer", 8, self -> capture.write(self, frame(60, 2), 0, 60));
        world.scheduler().run(0, 1000);
        assertThat(capture.stats()).isEqualTo(new CaptureStats(2, 1, 0, 0));
        chip.transferNow();
        assertThat(capture.stats()).isEqualTo(new CaptureStats(2, 1, 1, 0));
        assertThat(read(capture)).containsExactly(frame(200, 1));
    }

    @Test
    void shouldForgetAPendingTransferWhenTheRingIsEmptied() {
        NpfInstance capture = open(5000);
        chip.answer = NdisStatus.PENDING;
        chip.indicate(frame(200, 1));
        capture.setBufferSize(4000);
        chip.transferNow();
        assertThat(read(capture)).isEmpty();
        chip.answer = NdisStatus.SUCCESS;
        chip.indicate(frame(200, 3));
        assertThat(read(capture)).containsExactly(frame(200, 3));
    }

    @Test
    void shouldCountAFailedTransferAsDropped() {
        NpfInstance capture = open(5000);
        chip.answer = NdisStatus.FAILURE;
        chip.indicate(frame(200, 1));
        assertThat(capture.stats()).isEqualTo(new CaptureStats(1, 1, 0, 0));
    }

    /** Gives 32 octets behind the header at once. */
    private static final class Chip implements Miniport {
        NdisStatus answer = NdisStatus.SUCCESS;
        private byte[] frame = {};
        private @Nullable NdisPacket owed;
        private @Nullable MiniportContext context;
        private @Nullable Lookahead shown;
        private int count;

        @Override
        public void initialize(MiniportContext at) {
            context = at;
            shown = at.lookahead();
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            return NdisStatus.SUCCESS;
        }

        void indicate(byte[] octets) {
            frame = octets;
            byte[] header = Arrays.copyOf(octets, 14);
            int behind = octets.length - 14;
            var to = Objects.requireNonNull(context);
            to.indicateReceive(
                    Objects.requireNonNull(shown)
                            .of(++count, null)
                            .withHeader(header, 0, 14)
                            .withLookahead(octets, 14, Math.min(32, behind), behind));
            to.indicateReceiveComplete();
        }

        @Override
        public NdisStatus transferData(NdisPacket target, Lookahead from, int at, int octets) {
            if (answer == NdisStatus.PENDING) owed = target;
            if (answer == NdisStatus.SUCCESS) copy(target, at, octets);
            if (answer == NdisStatus.SUCCESS) from.setTransferredOctets(octets);
            return answer;
        }

        private void copy(NdisPacket target, int at, int octets) {
            int done = 0;
            for (var to = target.firstBuffer(); to != null && done < octets; to = to.next()) {
                int here = Math.min(to.lengthOctets(), octets - done);
                System.arraycopy(frame, 14 + at + done, to.octets(), to.offset(), here);
                done += here;
            }
        }

        void transferNow() {
            NdisPacket target = Objects.requireNonNull(owed);
            int octets = frame.length - 14 - 32;
            copy(target, 32, octets);
            Objects.requireNonNull(context)
                    .transferDataComplete(target, NdisStatus.SUCCESS, octets);
        }

        @Override
        public NdisStatus request(OidRequest request) {
            if (request.isSet()) return NdisStatus.SUCCESS;
            if (request.oid() == Oid.GEN_MAXIMUM_TOTAL_SIZE) return request.answer(1514);
            return request.answer(0x0200_0000_0001L);
        }
    }
}
