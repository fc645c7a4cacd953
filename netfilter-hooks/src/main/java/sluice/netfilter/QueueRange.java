package sluice.netfilter;

import sluice.packet.Octets;
import sluice.world.Host;

/**
 * Several queues that share the packets of one rule: {@code --queue-balance 0:3}, {@code queue num
 * 0-3} ({@code nfqueue_hash}). Both directions of a pair of addresses go to the same queue; which
 * one depends on a number drawn when the host starts.
 *
 * <p>Choosing allocates nothing.
 */
public final class QueueRange {
    private final NfVerdict[] verdicts;
    private final int seed;
    private final boolean byCpu;
    private final Host host;
    private final byte[] key = new byte[3 * Integer.BYTES];

    /**
     * Queues {@code first} to {@code last}.
     *
     * @param bypass whether packets go on while nobody listens
     * @param byCpu whether the processor chooses in place of the addresses ({@code fanout}, {@code
     *     --queue-cpu-fanout})
     * @throws IllegalArgumentException if these are no queue numbers in order
     */
    public QueueRange(int first, int last, boolean bypass, boolean byCpu, Host host) {
        if (first < 0 || last < first || last > 0xffff)
            throw new IllegalArgumentException("queues " + first + " to " + last);
        this.verdicts = new NfVerdict[last - first + 1];
        for (int i = 0; i < verdicts.length; i++)
            verdicts[i] = new NfVerdict.Queue(first + i, bypass);
        this.seed = (int) host.random("nfqueue").nextLong();
        this.byCpu = byCpu;
        this.host = host;
    }

    /** The verdict for a packet; all that is neither IPv4 nor IPv6 goes to the first queue. */
    public NfVerdict choose(Skb skb) {
        int count = verdicts.length;
        if (count == 1) return verdicts[0];
        if (byCpu) return verdicts[host.cpus().indexOf(host.runningCpu()) % count];
        long hash = hash(skb) & 0xffff_ffffL;
        return verdicts[(int) ((hash * count) >>> 32)];
    }

    private int hash(Skb skb) {
        int at = skb.networkOffset();
        byte[] octets = skb.octets();
        int room = skb.limit() - at;
        if (skb.protocol() == 0x0800 && room >= 20) {
            int source = Octets.i32(octets, at + 12);
            int destination = Octets.i32(octets, at + 16);
            boolean swap = Integer.compareUnsigned(source, destination) >= 0;
            return mix(
                    swap ? destination : source,
                    swap ? source : destination,
                    Octets.u8(octets, at + 9));
        }
        if (skb.protocol() == 0x86dd && room >= 40) {
            int source = Octets.i32(octets, at + 20);
            int destination = Octets.i32(octets, at + 36);
            boolean swap = Integer.compareUnsigned(source, destination) >= 0;
            return mix(
                    swap ? destination : source,
                    swap ? source : destination,
                    Octets.u8(octets, at + 6));
        }
        return 0;
    }

    /**
     * Three words hashed, as {@code jhash_3words} does.
     *
     * <p>Differs: the kernel takes other words of IPv6 addresses; which queue it is depends on a
     * drawn number either way.
     */
    private int mix(int first, int second, int third) {
        Jhash.putWord(key, 0, first);
        Jhash.putWord(key, Integer.BYTES, second);
        Jhash.putWord(key, 2 * Integer.BYTES, third);
        return Jhash.of(key, 0, key.length, seed);
    }
}
