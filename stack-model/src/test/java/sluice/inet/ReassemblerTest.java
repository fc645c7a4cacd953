package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;

class ReassemblerTest {
    private static final long SECOND = 1_000_000_000L;

    private final FragmentsProperties.Log log = new FragmentsProperties.Log();
    private final Reassembler<String> reassembler = new Reassembler<>(ReassemblyOptions.LINUX);

    @Test
    void shouldDiscardTheDatagramOnOverlap() {
        add(Datagrams.fragment(0, 16, true, (byte) 1), "a", 0);
        add(Datagrams.fragment(8, 16, true, (byte) 2), "b", 0);
        assertThat(log.ended).containsExactly("a", "b");
        assertThat(log.reasons).containsOnly(InetDrop.FRAGMENT_OVERLAP);
        add(Datagrams.fragment(16, 8, false, (byte) 1), "c", 0);
        assertThat(log.wholes).isEmpty();
        assertThat(reassembler.datagramCount()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreADuplicate() {
        add(Datagrams.fragment(0, 16, true, (byte) 1), "a", 0);
        add(Datagrams.fragment(0, 16, true, (byte) 2), "b", 0);
        assertThat(log.ended).containsExactly("b");
        assertThat(log.reasons).containsExactly(InetDrop.FRAGMENT_DUPLICATE);
        add(Datagrams.fragment(16, 8, false, (byte) 1), "c", 0);
        assertThat(log.wholes).hasSize(1);
        assertThat(log.wholes.getFirst()).endsWith(new byte[] {1, 1, 1, 1});
    }

    @Test
    void shouldDiscardWhenLastFragmentsDisagreeAboutTheEnd() {
        add(Datagrams.fragment(16, 8, false, (byte) 1), "a", 0);
        add(Datagrams.fragment(24, 8, true, (byte) 1), "b", 0);
        assertThat(log.reasons)
                .containsExactly(
                        InetDrop.FRAGMENT_LENGTHS_DISAGREE, InetDrop.FRAGMENT_LENGTHS_DISAGREE);
        add(Datagrams.fragment(16, 8, false, (byte) 1), "c", 0);
        add(Datagrams.fragment(24, 8, false, (byte) 1), "d", 0);
        assertThat(log.ended).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldReportTimeExceededOnlyWithTheFirstFragment() {
        byte[] first = Datagrams.fragment(0, 16, true, (byte) 1);
        add(first, "a", SECOND);
        assertThat(reassembler.nextDeadlineNanos()).isEqualTo(31 * SECOND);
        reassembler.poll(31 * SECOND - 1, log);
        assertThat(log.ended).isEmpty();
        reassembler.poll(31 * SECOND, log);
        assertThat(log.expired).containsExactly(first);
        assertThat(log.reasons).containsExactly(InetDrop.FRAGMENT_TIMEOUT);
        add(Datagrams.fragment(8, 16, true, (byte) 1), "b", 40 * SECOND);
        reassembler.poll(70 * SECOND, log);
        assertThat(log.expired).hasSize(1);
        assertThat(log.ended).containsExactly("a", "b");
    }

    @Test
    void shouldRefuseAFragmentThatEndsBeyondTheLongestDatagram() {
        add(Datagrams.fragment(65_528, 8, false, (byte) 1), "a", 0);
        assertThat(log.reasons).containsExactly(InetDrop.FRAGMENT_TOO_LONG);
        add(Datagrams.fragment(65_528, 7, false, (byte) 1), "b", 0);
        assertThat(log.ended).containsExactly("a");
    }

    @Test
    void shouldKeepUsersAndProtocolsApart() {
        byte[] first = Datagrams.fragment(0, 16, true, (byte) 1);
        byte[] last = Datagrams.fragment(16, 8, false, (byte) 1);
        reassembler.addIpv4(first, 0, first.length, 1, "a", 0, log);
        reassembler.addIpv4(last, 0, last.length, 2, "b", 0, log);
        last[9] = 6;
        reassembler.addIpv4(last, 0, last.length, 1, "c", 0, log);
        assertThat(log.wholes).isEmpty();
        assertThat(reassembler.datagramCount()).isEqualTo(3);
    }

    @Test
    void shouldTakeAnAtomicFragmentForWholeAtOnce() {
        byte[] packet = Datagrams.ipv6(24, 3, new Random(1));
        byte[] atomic = withFragmentHeader(packet, 88, 0);
        reassembler.addIpv6(atomic, 0, atomic.length, 0, "a", 0, log);
        assertThat(log.wholes.getFirst()).isEqualTo(packet);
        assertThat(reassembler.datagramCount()).isZero();
    }

    @Test
    void shouldRefuseAnIpv6FragmentThatIsNoMultipleOfEight() {
        byte[] packet = Datagrams.ipv6(23, 0, new Random(1));
        byte[] fragment = withFragmentHeader(packet, 40, 1);
        assertThat(reassembler.addIpv6(fragment, 0, fragment.length, 0, "a", 0, log))
                .isEqualTo(InetDrop.FRAGMENT_UNALIGNED);
        assertThat(log.reasons).containsExactly(InetDrop.FRAGMENT_UNALIGNED);
    }

    @Test
    void shouldRefuseToSplitWithDontFragmentAndWhereTheLinkIsTooNarrow() {
        byte[] packet = Datagrams.ipv4(1000, 0, new Random(1));
        assertThat(split(packet, 1020)).isEqualTo(Fragmentation.FITS);
        assertThat(split(packet, 1019)).isEqualTo(Fragmentation.DONE);
        assertThat(split(packet, 28)).isEqualTo(Fragmentation.DONE);
        assertThat(split(packet, 27)).isEqualTo(Fragmentation.NO_ROOM);
        Octets.put16(packet, 6, 0x4000);
        assertThat(split(packet, 1019)).isEqualTo(Fragmentation.TOO_BIG);
    }

    @Test
    void shouldKeepOptionsWithoutTheCopyFlagInTheFirstFragmentOnly() {
        byte[] packet = Datagrams.ipv4(100, 3, new Random(1));
        packet[24] = 0x07; // record route: not copied
        packet[25] = 7;
        packet[31] = 0;
        var fragments = Datagrams.splitIpv4(Datagrams.checksummed(packet), 80);
        assertThat(fragments).hasSizeGreaterThan(1);
        assertThat(fragments.getFirst()).containsSubsequence(0x94, 4, 7, 7);
        for (byte[] later : fragments.subList(1, fragments.size())) {
            assertThat(later[20]).isEqualTo((byte) 0x94);
            assertThat(later).containsSequence(1, 1, 1, 1, 1, 1, 1, 0);
        }
    }

    private static Fragmentation split(byte[] packet, int mtu) {
        return new Ipv4Fragmenter()
                .fragment(packet, 0, packet.length, mtu, (header, headerOctets, at, octets) -> {});
    }

    private void add(byte[] fragment, String name, long now) {
        reassembler.addIpv4(fragment, 0, fragment.length, 0, name, now, log);
    }

    private static byte[] withFragmentHeader(byte[] packet, int at, int offsetAndFlags) {
        var fragment = new byte[packet.length + 8];
        System.arraycopy(packet, 0, fragment, 0, at);
        System.arraycopy(packet, at, fragment, at + 8, packet.length - at);
        int field = at == 40 ? 6 : at - 16;
        fragment[at] = fragment[field];
        fragment[field] = 44;
        Octets.put16(fragment, at + 2, offsetAndFlags);
        Octets.put16(fragment, 4, fragment.length - 40);
        return fragment;
    }
}
