package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/** Laws of splitting and joining, for both families. */
class FragmentsProperties {
    @Property(tries = 400)
    void shouldGiveBackTheIpv4PacketWhateverTheOrderAndDuplicates(
            @ForAll @IntRange(min = 1, max = 5000) int payload,
            @ForAll @IntRange(min = 0, max = 10) int optionWords,
            @ForAll @IntRange(min = 68, max = 1500) int mtu,
            @ForAll long seed) {
        var random = new Random(seed);
        byte[] packet = Datagrams.ipv4(payload, optionWords, random);
        var fragments = Datagrams.splitIpv4(packet, mtu);
        for (byte[] fragment : fragments) {
            assertThat(fragment.length).isLessThanOrEqualTo(Math.max(mtu, packet.length));
            assertThat(Ipv4Input.checkHeader(fragment, 0, fragment.length)).isNull();
        }
        if (fragments.size() == 1) return;
        // Whole fragments are repeated; in order of arrival each is inside one run or is new.
        var arrivals = new ArrayList<>(fragments);
        Collections.shuffle(arrivals, random);
        int repeats = random.nextInt(3);
        for (int at = 0; at < repeats; at++) {
            int which = random.nextInt(arrivals.size());
            int where = which + 1 + random.nextInt(arrivals.size() - which);
            // A repeat after the datagram is whole would start a new one: keep it before the end.
            if (where < arrivals.size()) arrivals.add(where, arrivals.get(which));
        }
        var log = new Log();
        var reassembler = new Reassembler<byte[]>(ReassemblyOptions.LINUX);
        for (byte[] fragment : arrivals) {
            reassembler.addIpv4(fragment, 0, fragment.length, 0, fragment, 0, log);
        }
        assertThat(log.wholes).hasSize(1);
        assertThat(log.wholes.getFirst()).isEqualTo(packet);
        assertThat(log.ended).hasSize(arrivals.size());
        assertThat(reassembler.heldOctets()).isZero();
        assertThat(reassembler.datagramCount()).isZero();
        assertThat(log.largest).isEqualTo(largest(fragments));
    }

    @Property(tries = 400)
    void shouldGiveBackTheIpv6PacketWhateverTheOrder(
            @ForAll @IntRange(min = 1, max = 5000) int payload,
            @ForAll @IntRange(min = 0, max = 3) int extensions,
            @ForAll @IntRange(min = 160, max = 1500) int mtu,
            @ForAll long seed) {
        var random = new Random(seed);
        byte[] packet = Datagrams.ipv6(payload, extensions, random);
        var fragments = Datagrams.splitIpv6(packet, mtu, random.nextInt());
        if (fragments.size() == 1) return;
        Collections.shuffle(fragments, random);
        var log = new Log();
        var reassembler = new Reassembler<byte[]>(ReassemblyOptions.LINUX_IPV6);
        for (byte[] fragment : fragments) {
            assertThat(fragment.length).isLessThanOrEqualTo(mtu);
            assertThat(Ipv6Input.checkHeader(fragment, 0, fragment.length, false)).isNull();
            assertThat(reassembler.addIpv6(fragment, 0, fragment.length, 0, fragment, 0, log))
                    .isNull();
        }
        assertThat(log.wholes).hasSize(1);
        assertThat(log.wholes.getFirst()).isEqualTo(packet);
        assertThat(log.ended).hasSize(fragments.size());
    }

    @Property(tries = 300)
    void shouldSplitAFragmentOnceMoreAndStillGiveBackThePacket(
            @ForAll @IntRange(min = 600, max = 5000) int payload, @ForAll long seed) {
        var random = new Random(seed);
        byte[] packet = Datagrams.ipv4(payload, random.nextInt(11), random);
        var pieces = new ArrayList<byte[]>();
        for (byte[] fragment : Datagrams.splitIpv4(packet, 576)) {
            pieces.addAll(Datagrams.splitIpv4(fragment, 68 + random.nextInt(500)));
        }
        Collections.shuffle(pieces, random);
        var log = new Log();
        var reassembler = new Reassembler<byte[]>(ReassemblyOptions.LINUX);
        for (byte[] piece : pieces) {
            reassembler.addIpv4(piece, 0, piece.length, 0, piece, 0, log);
        }
        assertThat(log.wholes).hasSize(1);
        assertThat(log.wholes.getFirst()).isEqualTo(packet);
    }

    @Property(tries = 500)
    void shouldNeverDeliverOctetsThatTwoFragmentsClaimDifferently(
            @ForAll @IntRange(min = 2, max = 40) int blocks, @ForAll long seed) {
        var random = new Random(seed);
        var log = new Log();
        var reassembler = new Reassembler<Integer>(ReassemblyOptions.LINUX);
        for (int at = 0; at < 60; at++) {
            int start = random.nextInt(blocks);
            int end = start + 1 + random.nextInt(blocks - start);
            byte[] fragment =
                    Datagrams.fragment(
                            start * 8, end * 8 - start * 8, end < blocks, (byte) (at + 1));
            reassembler.addIpv4(fragment, 0, fragment.length, 0, at, 0, log);
        }
        // Each piece is filled with its own number: in a whole datagram every number appears in one
        // unbroken stretch of exactly the length of its fragment.
        for (byte[] whole : log.wholes) {
            assertThat(whole).hasSize(20 + blocks * 8);
            var seen = new boolean[128];
            for (int at = 20; at < whole.length; at++) {
                if (at == 20 || whole[at] != whole[at - 1]) {
                    assertThat(seen[whole[at]]).isFalse();
                    seen[whole[at]] = true;
                }
            }
        }
    }

    @Property(tries = 200)
    void shouldStayWithinItsMemoryAndGiveBackEachFragmentOnce(
            @ForAll long seed, @ForAll ReassemblyOptions.Overflow overflow) {
        var random = new Random(seed);
        var options = new ReassemblyOptions(1000, 8_000, 5, overflow);
        var reassembler = new Reassembler<Integer>(options);
        var log = new Log();
        int count = 300;
        for (int at = 0; at < count; at++) {
            byte[] fragment =
                    Datagrams.fragment(
                            random.nextInt(8192) * 8,
                            random.nextInt(1200),
                            random.nextInt(3) > 0,
                            (byte) 7);
            Octets.put16(fragment, 4, random.nextInt(12));
            long now = at * 20L;
            reassembler.poll(now, log);
            reassembler.addIpv4(fragment, 0, fragment.length, 0, at, now, log);
            assertThat(reassembler.heldOctets()).isBetween(0, options.octetsMax());
            assertThat(reassembler.datagramCount()).isLessThanOrEqualTo(options.datagramsMax());
            assertThat(reassembler.nextDeadlineNanos()).isGreaterThan(now);
        }
        reassembler.clear(log);
        assertThat(reassembler.heldOctets()).isZero();
        assertThat(reassembler.nextDeadlineNanos()).isEqualTo(Reassembler.NEVER);
        assertThat(log.ended).hasSize(count).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void shouldSurviveAnyOctetsWhereAnIpv6PacketShouldBe(@ForAll byte[] tail, @ForAll long seed) {
        var packet = Arrays.copyOf(Datagrams.ipv6(1, 0, new Random(seed)), 41 + tail.length);
        packet[6] = (byte) new int[] {0, 43, 44, 60}[(int) (seed & 3)];
        System.arraycopy(tail, 0, packet, 40, tail.length);
        var log = new Log();
        var reassembler = new Reassembler<Integer>(ReassemblyOptions.LINUX_IPV6);
        for (int length = 40; length <= packet.length; length++) {
            reassembler.addIpv6(packet, 0, length, 0, length, 0, log);
        }
        reassembler.clear(log);
        assertThat(log.ended).hasSize(packet.length - 39).doesNotHaveDuplicates();
    }

    private static int largest(List<byte[]> fragments) {
        return fragments.stream().mapToInt(f -> f.length).max().orElse(0);
    }

    /** What a reassembler told. */
    static final class Log implements ReassemblySink<Object> {
        final List<Object> ended = new ArrayList<>();
        final List<@Nullable InetDrop> reasons = new ArrayList<>();
        final List<byte[]> wholes = new ArrayList<>();
        final List<byte[]> expired = new ArrayList<>();
        int largest;

        @Override
        public void ended(Object fragment, @Nullable InetDrop why) {
            ended.add(fragment);
            reasons.add(why);
        }

        @Override
        public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
            assertThat(lengthOctets).isEqualTo(datagram.length);
            if ((datagram[0] & 0xf0) == 0x40) {
                assertThat(Ipv4Input.checkHeader(datagram, 0, lengthOctets)).isNull();
                assertThat(Checksums.fold(Checksums.sum(datagram, 0, (datagram[0] & 15) * 4)))
                        .isEqualTo(0xffff);
            }
            wholes.add(datagram);
            largest = largestFragmentOctets;
        }

        @Override
        public void expired(byte[] firstFragment) {
            expired.add(firstFragment);
        }
    }
}
