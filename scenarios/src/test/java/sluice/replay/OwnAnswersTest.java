package sluice.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;

class OwnAnswersTest {
    private static final int IP = 14;
    private static final int ICMP = 34;
    private static final Unsent NOTHING_UNSENT = new Unsent(Map.of());

    /** An echo reply 192.0.2.1 > 192.0.2.107 with this TTL, identification and sequence number. */
    private static FrameFacts echoReply(int ttl, int identification, int sequence) {
        byte[] frame = new byte[14 + 20 + 8 + 4];
        Octets.put48(frame, 0, 0x02005e00000aL);
        Octets.put48(frame, 6, 0x02005e000001L);
        Octets.put16(frame, 12, 0x0800);
        Octets.put8(frame, IP, 0x45);
        Octets.put16(frame, IP + 2, frame.length - 14);
        Octets.put16(frame, IP + 4, identification);
        Octets.put8(frame, IP + 8, ttl);
        Octets.put8(frame, IP + 9, 1);
        Octets.put32(frame, IP + 12, 0xc0000201);
        Octets.put32(frame, IP + 16, 0xc000026b);
        TransportChecksums.fillIpv4Header(frame, IP, 20);
        Octets.put16(frame, ICMP + 4, 7);
        Octets.put16(frame, ICMP + 6, sequence);
        TransportChecksums.fillIcmp(frame, ICMP, 12);
        return requireNonNull(FrameFacts.of(frame));
    }

    @Test
    void shouldCallEqualFramesAsRecordedWhateverTheirIdentification() {
        var answers = new OwnAnswers(false);
        answers.recorded(3, 0, echoReply(64, 1, 1));
        answers.ours(0, echoReply(64, 2, 1));
        assertThat(answers.finish(NOTHING_UNSENT).listed())
                .extracting(Comparison.Compared::verdict)
                .containsExactly("as recorded");
    }

    @Test
    void shouldCompareTheIdentificationOfWhatIsOnlyPassedOn() {
        var answers = new OwnAnswers(true);
        answers.recorded(3, 0, echoReply(64, 1, 1));
        answers.ours(0, echoReply(64, 2, 1));
        assertThat(answers.finish(NOTHING_UNSENT).listed().getFirst().differences())
                .containsExactly("ip.id 2 for 1");
    }

    @Test
    void shouldNameTheFieldsThatDiffer() {
        var answers = new OwnAnswers(false);
        answers.recorded(3, 0, echoReply(64, 1, 1));
        answers.ours(0, echoReply(128, 1, 1));
        var compared = answers.finish(NOTHING_UNSENT);
        var one = compared.listed().getFirst();
        assertThat(one.verdict()).isEqualTo("otherwise");
        assertThat(one.differences()).isEqualTo(List.of("ttl 128 for 64"));
        assertThat(compared.groups().get("otherwise"))
                .containsEntry(new Comparison.Group("echo reply: ttl 128 for 64", ""), 1L);
    }

    @Test
    void shouldListWhatOnlyOneSideSaid() {
        var answers = new OwnAnswers(false);
        answers.recorded(3, 5, echoReply(64, 1, 1));
        answers.ours(9, echoReply(64, 1, 2));
        assertThat(answers.finish(NOTHING_UNSENT).listed())
                .extracting(Comparison.Compared::verdict, Comparison.Compared::frame)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("recorded only", 3L),
                        org.assertj.core.groups.Tuple.tuple("ours only", 0L));
    }

    @Test
    void shouldSayWhyARecordedFrameDidNotLeaveHere() {
        var answers = new OwnAnswers(false);
        for (int sequence = 1; sequence <= 4; sequence++)
            answers.recorded(sequence, 0, echoReply(64, 1, sequence));
        var unsent = new Unsent(Map.of(2L, 1L));
        unsent.add(1, "for a reason");
        unsent.add(1, "for another reason");
        unsent.add(3, "for another reason");
        var compared = answers.finish(unsent);
        assertThat(compared.listed())
                .extracting(Comparison.Compared::why)
                .containsExactly("for a reason", "for a reason", "for another reason", "");
        assertThat(compared.groups().get("recorded only"))
                .containsEntry(new Comparison.Group("echo reply", "for a reason"), 2L);
    }

    @Test
    void shouldFindAWrongChecksumOfOurs() {
        var wrong = echoReply(64, 1, 1);
        wrong.octets[ICMP + 2] ^= 1;
        var answers = new OwnAnswers(false);
        answers.recorded(3, 0, echoReply(64, 1, 1));
        answers.ours(0, wrong);
        assertThat(answers.finish(NOTHING_UNSENT).listed().getFirst().differences())
                .containsExactly("icmp checksum wrong");
    }
}
