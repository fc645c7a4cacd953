package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.capture.CaptureRig.MILLI;
import static sluice.capture.CaptureRig.PEER;
import static sluice.capture.CaptureRig.SECOND;
import static sluice.capture.CaptureRig.frame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.ndis.PacketFilters;
import sluice.tap.CaptureRecord;

class NpfSendTest {
    private final CaptureRig rig = new CaptureRig();

    @AfterEach
    void close() {
        assertThat(rig.world.programFailures()).isEmpty();
        assertThat(rig.world.contracts().all()).isEmpty();
        rig.close();
        assertThat(rig.world.ledger().check()).isEmpty();
    }

    @Test
    void shouldSendTheFrameAsItIs() {
        NpfInstance capture = rig.open();
        byte[] frame = frame(PEER, 33, 9);
        List<Integer> results = new ArrayList<>();
        rig.program(self -> results.add(capture.write(self, frame, 0, frame.length)));
        rig.run();
        assertThat(results).containsExactly(33);
        assertThat(rig.onWire).containsExactly(frame);
    }

    @Test
    void shouldSendAThousandTimesInOneCall() {
        NpfInstance capture = rig.open();
        byte[] frame = frame(PEER, 60, 9);
        capture.setWriteRepetitions(1000);
        rig.program(self -> new Packet32(rig.driver, self).packetSendPacket(capture, frame, 0, 60));
        rig.advance(SECOND);
        assertThat(rig.onWire).hasSize(1000).allMatch(sent -> sent.length == 60);
        assertThat(capture.tally().systemCalls()).isEqualTo(1);
        System.out.println("S26: 1000 repeats, system calls " + capture.tally().systemCalls());
    }

    @Test
    void shouldRefuseFramesThatCannotBeAndSendNothingZeroTimes() {
        NpfInstance capture = rig.open();
        List<Integer> results = new ArrayList<>();
        byte[] octets = new byte[2000];
        rig.program(self -> {
            results.add(capture.write(self, octets, 0, 0));
            results.add(capture.write(self, octets, 0, 1515));
            results.add(capture.write(self, frame(PEER, 1514, 1), 0, 1514));
            capture.setWriteRepetitions(0);
            results.add(capture.write(self, octets, 0, 100));
        });
        rig.advance(SECOND);
        assertThat(results).containsExactly(-1, -1, 1514, 100);
        assertThat(rig.onWire).hasSize(1);
    }

    @Test
    void shouldRefuseASecondWriteMeanwhile() {
        NpfInstance capture = rig.open();
        capture.setWriteRepetitions(2000);
        byte[] frame = frame(PEER, 1514, 9);
        List<Integer> results = new ArrayList<>();
        rig.program(self -> results.add(capture.write(self, frame, 0, frame.length)));
        rig.program(self -> results.add(capture.write(self, frame, 0, frame.length)));
        rig.advance(10 * SECOND);
        assertThat(results).hasSize(2).containsOnlyOnce(-1);
        assertThat(rig.onWire).hasSize(2000);
    }

    // ---- loopback of own sends

    @Test
    void shouldCaptureItsOwnSendsUnlessToldNotTo() {
        NpfInstance capture = rig.open(PacketFilters.LOCAL_CAPTURE, 10_000, null);
        NpfInstance other = rig.open(PacketFilters.LOCAL_CAPTURE, 10_000, null);
        NpfInstance station = rig.open(PacketFilters.STATION, 10_000, null);
        byte[] frame = frame(PEER, 60, 9);
        rig.program(self -> capture.write(self, frame, 0, 60));
        assertThat(rig.readNow(capture)).containsExactly(frame);
        assertThat(rig.readNow(other)).containsExactly(frame);
        assertThat(rig.readNow(station)).isEmpty();
        capture.setLoopback(false);
        rig.program(self -> capture.write(self, frame, 0, 60));
        assertThat(rig.readNow(capture)).isEmpty();
        assertThat(rig.readNow(other)).as("hidden from all bindings").isEmpty();
        assertThat(rig.onWire).hasSize(2);
    }

    // ---- send queue

    private byte[] queue(long... atNanos) {
        var queue = new SendQueue(10_000);
        for (int i = 0; i < atNanos.length; i++) queue.add(atNanos[i], frame(PEER, 60, i + 1));
        return queue.toArray();
    }

    private List<Long> stamps(NpfInstance watching) {
        List<Long> stamps = new ArrayList<>();
        byte[] user = new byte[100_000];
        rig.program(self -> {
            int used = watching.read(self, user, 0, user.length);
            for (int at = 0; at < used; at += 80) stamps.add(CaptureRecord.timeNanos(user, at));
        });
        return stamps;
    }

    @Test
    void shouldKeepTheDistancesOfTimedQueue() {
        NpfInstance capture = rig.open();
        long base = 77 * SECOND;
        byte[] queue = queue(base, base + 5 * MILLI, base + 5 * MILLI, base + 700 * MILLI);
        List<Integer> sent = new ArrayList<>();
        rig.program(self ->
                sent.add(
                        new Packet32(rig.driver, self)
                                .packetSendPackets(capture, queue, queue.length, true)));
        rig.advance(10 * SECOND);
        assertThat(sent).containsExactly(queue.length);
        assertThat(stamps(capture)).containsExactly(0L, 5 * MILLI, 5 * MILLI, 700 * MILLI);
        assertThat(capture.tally().systemCalls()).isEqualTo(1);
    }

    @Test
    void shouldWaitInTheLibraryForFramesFarAway() {
        NpfInstance capture = rig.open();
        byte[] queue = queue(0, 3 * SECOND, 4 * SECOND, 9 * SECOND);
        List<Integer> sent = new ArrayList<>();
        rig.program(self ->
                sent.add(
                        new Packet32(rig.driver, self)
                                .packetSendPackets(capture, queue, queue.length, true)));
        rig.advance(20 * SECOND);
        assertThat(sent).containsExactly(queue.length);
        assertThat(stamps(capture)).containsExactly(0L, 3 * SECOND, 4 * SECOND, 9 * SECOND);
        assertThat(capture.tally().systemCalls()).isEqualTo(3);
    }

    @Test
    void shouldSendUntimedQueueAtOnce() {
        NpfInstance capture = rig.open();
        byte[] queue = queue(0, 3 * SECOND, 4 * SECOND);
        rig.program(self -> capture.sendQueue(self, queue, 0, queue.length, false));
        rig.run();
        assertThat(rig.onWire).hasSize(3);
    }

    @Test
    void shouldStopAtAMalformedRecordAfterSendingWhatWasBeforeIt() {
        NpfInstance capture = rig.open();
        for (int caplen : new int[] {0, -1, 1515, 61, Integer.MAX_VALUE}) {
            byte[] queue = queue(0, 0);
            CaptureRecord.put32(queue, 76 + 8, caplen);
            int before = rig.onWire.size();
            List<Integer> results = new ArrayList<>();
            rig.program(
                    self -> results.add(capture.sendQueue(self, queue, 0, queue.length, false)));
            rig.run();
            assertThat(results).as("%d", caplen).containsExactly(-1);
            assertThat(rig.onWire).hasSize(before + 1);
        }
        byte[] cut = queue(0, 0);
        for (int length = 77; length < cut.length; length++) {
            int here = length;
            List<Integer> results = new ArrayList<>();
            rig.program(self -> results.add(capture.sendQueue(self, cut, 0, here, false)));
            assertThat(results).containsExactly(-1);
        }
    }
}
