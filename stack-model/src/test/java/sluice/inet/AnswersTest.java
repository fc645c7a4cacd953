package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;

/** Resets, identifications, group reports. */
class AnswersTest {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    private final byte[] out = new byte[200];

    @Test
    void shouldAcknowledgeAllThatASegmentOccupiesWhenItHasNoAck() {
        reset(SYN, 0);
        assertReset(0, 1001, RST | ACK);
        reset(SYN | FIN, 7);
        assertReset(0, 1009, RST | ACK);
        reset(0, 3);
        assertReset(0, 1003, RST | ACK);
    }

    @Test
    void shouldUseTheAcknowledgementAsSequenceNumber() {
        reset(ACK | FIN, 3);
        assertReset(2000, 0, RST);
    }

    @Test
    void shouldNotAnswerAResetOrATruncatedHeader() {
        assertThat(reset(RST, 0)).isZero();
        assertThat(reset(RST | ACK, 0)).isZero();
        byte[] segment = segment(SYN, 0);
        for (int length = 20; length < 40; length++) {
            assertThat(TcpResets.writeIpv4(out, 0, 64, 0, segment, 0, length)).isZero();
        }
        segment[32] = (byte) 0xf0;
        assertThat(TcpResets.writeIpv4(out, 0, 64, 0, segment, 0, 40)).isZero();
    }

    @Test
    void shouldAnswerOverIpv6() {
        byte[] four = segment(SYN, 0);
        byte[] six = Arrays.copyOf(Datagrams.ipv6(20, 0, new Random(1)), 60);
        System.arraycopy(four, 20, six, 40, 20);
        assertThat(TcpResets.writeIpv6(out, 1, 64, six, 0, 40, 60)).isEqualTo(60);
        assertThat(TransportChecksums.tcp6Valid(out, 41, 20, 9, 25)).isTrue();
        assertThat(Ipv6Address.read(out, 9)).isEqualTo(Ipv6Address.read(six, 24));
        assertThat(Octets.u8(out, 54)).isEqualTo(RST | ACK);
    }

    @Test
    void shouldCountOrDrawIdentifications() {
        var counting = IpIdentification.counting(0xfffe);
        assertThat(List.of(next(counting), next(counting), next(counting)))
                .containsExactly(0xfffe, 0xffff, 0);
        var drawn = IpIdentification.drawn(new Random(1));
        var again = IpIdentification.drawn(new Random(1));
        for (int at = 0; at < 100; at++) {
            assertThat(next(drawn)).isBetween(0, 0xffff).isEqualTo(next(again));
        }
    }

    @Test
    void shouldReportAJoinTwiceAndALeaveTwice() {
        var groups = new GroupMembership(2, new Random(1));
        var reports = new ArrayList<String>();
        assertThat(groups.join(0, 5, 0)).isTrue();
        assertThat(groups.join(0, 5, 0)).isTrue();
        assertThat(groups.join(0, 6, 0)).isTrue();
        assertThat(groups.join(0, 7, 0)).isFalse();
        drain(groups, reports);
        assertThat(reports)
                .containsExactly(
                        "CHANGE_TO_EXCLUDE 5 CHANGE_TO_EXCLUDE 6 ",
                        "CHANGE_TO_EXCLUDE 5 CHANGE_TO_EXCLUDE 6 ");
        reports.clear();
        assertThat(groups.leave(0, 5, 9)).isTrue();
        assertThat(groups.isMember(0, 5)).isTrue();
        assertThat(groups.nextDeadlineNanos()).isEqualTo(GroupMembership.NEVER);
        assertThat(groups.leave(0, 5, 9)).isTrue();
        assertThat(groups.leave(0, 5, 9)).isFalse();
        assertThat(groups.isMember(0, 5)).isFalse();
        drain(groups, reports);
        assertThat(reports).containsExactly("CHANGE_TO_INCLUDE 5 ", "CHANGE_TO_INCLUDE 5 ");
        assertThat(groups.currentState())
                .containsExactly(new GroupRecord(GroupRecord.Kind.MODE_IS_EXCLUDE, 0, 6));
    }

    @Test
    void shouldWriteReportsOfBothFamilies() {
        var group = Ipv6Address.require("ff02::1:ff00:1");
        var records =
                List.of(
                        new GroupRecord(
                                GroupRecord.Kind.CHANGE_TO_EXCLUDE, group.high(), group.low()));
        int length = GroupReports.writeMldv2(out, 2, Ipv6Address.linkLocal(1), records);
        assertThat(length).isEqualTo(76);
        assertThat(Ipv6Input.checkHeader(out, 2, 78, false)).isNull();
        assertThat(Arrays.copyOfRange(out, 42, 50)).containsExactly(58, 0, 5, 2, 0, 0, 1, 0);
        assertThat(TransportChecksums.icmpv6Valid(out, 50, 28, 10, 26)).isTrue();
        assertThat(Ipv6Address.read(out, 62)).isEqualTo(group);
        var four = List.of(new GroupRecord(GroupRecord.Kind.CHANGE_TO_INCLUDE, 0, 0xe00000fbL));
        length = GroupReports.writeIgmpv3(out, 0, 0x0a000001, 0, four);
        assertThat(length).isEqualTo(40);
        assertThat(Ipv4Input.checkHeader(out, 0, 40)).isNull();
        assertThat(Ipv4Input.checkOptions(out, 0)).isNull();
        assertThat(TransportChecksums.igmpValid(out, 24, 16)).isTrue();
        assertThat(Octets.i32(out, 36)).isEqualTo(0xe00000fb);
    }

    private static void drain(GroupMembership groups, List<String> reports) {
        while (groups.nextDeadlineNanos() != GroupMembership.NEVER) {
            long before = groups.nextDeadlineNanos();
            groups.poll(
                    before,
                    records -> {
                        var line = new StringBuilder();
                        for (var r : records)
                            line.append(r.kind()).append(' ').append(r.low()).append(' ');
                        reports.add(line.toString());
                    });
            assertThat(groups.nextDeadlineNanos()).isGreaterThan(before);
        }
    }

    private static int next(IpIdentification identification) {
        return identification.next(1, 2, 17);
    }

    private int reset(int flags, int payload) {
        byte[] segment = segment(flags, payload);
        return TcpResets.writeIpv4(out, 1, 64, 0, segment, 0, segment.length);
    }

    private void assertReset(int sequence, int acknowledgement, int flags) {
        assertThat(Ipv4Input.checkHeader(out, 1, 41)).isNull();
        assertThat(Octets.u16(out, 5)).isZero();
        assertThat(Octets.u16(out, 7)).isEqualTo(0x4000);
        assertThat(Octets.u16(out, 21)).isEqualTo(80);
        assertThat(Octets.u16(out, 23)).isEqualTo(1234);
        assertThat(Octets.i32(out, 25)).isEqualTo(sequence);
        assertThat(Octets.i32(out, 29)).isEqualTo(acknowledgement);
        assertThat(Octets.u8(out, 33)).isEqualTo(0x50);
        assertThat(Octets.u8(out, 34)).isEqualTo(flags);
        assertThat(Octets.u16(out, 35)).isZero();
        assertThat(
                        TransportChecksums.tcp4Valid(
                                out, 21, 20, Octets.i32(out, 13), Octets.i32(out, 17)))
                .isTrue();
    }

    private static byte[] segment(int flags, int payload) {
        byte[] packet = Datagrams.ipv4(20 + payload, 0, new Random(4));
        packet[1] = 0;
        packet[9] = 6;
        Octets.put16(packet, 20, 1234);
        Octets.put16(packet, 22, 80);
        Octets.put32(packet, 24, 1000);
        Octets.put32(packet, 28, 2000);
        packet[32] = 0x50;
        packet[33] = (byte) flags;
        return Datagrams.checksummed(packet);
    }
}
