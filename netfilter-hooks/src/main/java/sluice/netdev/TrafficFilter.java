package sluice.netdev;

import java.util.List;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.qdisc.TokenBucket;

/**
 * A filter of traffic control: what it matches and what is done then ({@code tc filter}; Linux 6.x,
 * {@code net/sched/cls_*.c}, {@code act_*.c}).
 *
 * @param priority lower is asked first
 * @param protocol EtherType it is for, or 0 for all
 * @param match which packets
 * @param action what is done with them
 * @param text as it was written
 */
record TrafficFilter(int priority, int protocol, Match match, Action action, String text) {
    private static final int IPV4_OCTETS_MIN = 20;
    private static final int MAC_OFFSET_DESTINATION = -14;
    private static final int MAC_OFFSET_SOURCE = -8;

    boolean matches(Skb skb) {
        return (protocol == 0 || protocol == skb.protocol()) && match.matches(skb);
    }

    /** Which packets. */
    sealed interface Match {
        boolean matches(Skb skb);

        /** All ({@code matchall}). */
        record All() implements Match {
            @Override
            public boolean matches(Skb skb) {
                return true;
            }
        }

        /** By mark ({@code fw}). */
        record Mark(int value, int mask) implements Match {
            @Override
            public boolean matches(Skb skb) {
                return (skb.mark() & mask) == value;
            }
        }

        /** By words of the packet ({@code u32}): all keys must fit. */
        record Words(List<Word32> keys) implements Match {
            @Override
            public boolean matches(Skb skb) {
                for (int i = 0; i < keys.size(); i++) {
                    if (!keys.get(i).fits(skb)) return false;
                }
                return true;
            }
        }

        /**
         * By fields ({@code flower}); -1 for any.
         *
         * @param words addresses and the like
         */
        record Fields(
                List<Word32> words,
                int ipProtocol,
                int sourcePort,
                int destinationPort,
                long sourceMac,
                long destinationMac)
                implements Match {
            @Override
            public boolean matches(Skb skb) {
                for (int i = 0; i < words.size(); i++) {
                    if (!words.get(i).fits(skb)) return false;
                }
                return mac(skb, sourceMac, MAC_OFFSET_SOURCE)
                        && mac(skb, destinationMac, MAC_OFFSET_DESTINATION)
                        && transport(skb);
            }

            private static boolean mac(Skb skb, long wanted, int offset) {
                if (wanted < 0) return true;
                int at = skb.networkOffset() + offset;
                return skb.linkOffset() >= 0 && Octets.u48(skb.octets(), at) == wanted;
            }

            private boolean transport(Skb skb) {
                if (ipProtocol < 0 && sourcePort < 0 && destinationPort < 0) return true;
                int at = skb.networkOffset();
                if (!skb.isIpv4() || skb.limit() - at < IPV4_OCTETS_MIN) return false;
                byte[] octets = skb.octets();
                int carried = Octets.u8(octets, at + 9);
                if (ipProtocol >= 0 && carried != ipProtocol) return false;
                if (sourcePort < 0 && destinationPort < 0) return true;
                int upper = at + (Octets.u8(octets, at) & 0xf) * 4;
                boolean later = (Octets.u16(octets, at + 6) & 0x1fff) != 0;
                boolean ports = carried == IpProtocols.TCP || carried == IpProtocols.UDP;
                if (!ports || later || skb.limit() - upper < 4) return false;
                return (sourcePort < 0 || Octets.u16(octets, upper) == sourcePort)
                        && (destinationPort < 0
                                || Octets.u16(octets, upper + 2) == destinationPort);
            }
        }
    }

    /** 32 bits at an offset from the network header. */
    record Word32(int value, int mask, int offset) {
        boolean fits(Skb skb) {
            int at = skb.networkOffset() + offset;
            if (at < skb.packet().offset() || at + Integer.BYTES > skb.limit()) return false;
            return (Octets.i32(skb.octets(), at) & mask) == value;
        }
    }

    /** What is done with a packet that matches. */
    sealed interface Action {
        /** Goes on; no other filter is asked ({@code ok}, {@code pass}). */
        record Pass() implements Action {}

        /** Dropped. */
        record Drop() implements Action {}

        /** Sent by another device: itself, or a copy ({@code mirred egress}). */
        record Send(NetDevice to, boolean copy) implements Action {}

        /** Dropped above a rate ({@code police}), else the next filter is asked. */
        record Police(TokenBucket bucket) implements Action {}

        /** Gets a mark or a priority, -1 for none ({@code skbedit}); the next filter is asked. */
        record Edit(long mark, int priority) implements Action {}
    }
}
