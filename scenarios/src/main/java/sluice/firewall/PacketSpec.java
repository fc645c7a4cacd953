package sluice.firewall;

import java.util.Optional;
import sluice.edge.IpAddress;

/**
 * A packet as a user describes it.
 *
 * @param text as it is written
 * @param repeat how often it is sent, 1 and up
 * @param afterNanos time that passes before it
 */
public record PacketSpec(String text, Content content, int repeat, long afterNanos) {
    /** One more of it: time passes before the first of several only. */
    PacketSpec again() {
        return new PacketSpec(text, content, 1, 0);
    }

    /** What is sent. */
    public sealed interface Content {}

    /** A whole frame that arrives on a device; empty for the first. */
    public record Frame(String device, byte[] octets) implements Content {}

    /**
     * The answer to the packet before.
     *
     * @param flags of TCP; -1 for those that fit
     */
    public record Reply(int flags) implements Content {}

    /** Whether a packet arrives or is sent. */
    public enum Way {
        /** Arrives. */
        IN,
        /** Is sent by the host itself. */
        OUT,
        /** As its source address says. */
        UNSAID
    }

    /**
     * A packet by its fields.
     *
     * @param device on which it arrives; empty if it is not said
     * @param icmpType of ICMP and ICMPv6
     */
    public record Described(
            Way way,
            String device,
            int protocol,
            IpAddress from,
            int fromPort,
            IpAddress to,
            int toPort,
            int flags,
            int icmpType,
            int icmpCode,
            Options options)
            implements Content {
        boolean ipv6() {
            return !from.isV4();
        }
    }

    /**
     * The rest of a packet's fields; -1 for what is not said.
     *
     * @param lengthOctets of the whole IP packet
     * @param mac source of the frame
     * @param uid owner of the sending socket
     * @param fragmentOctets where in the datagram it begins, of a fragment
     */
    public record Options(
            int ttl,
            int tos,
            int mark,
            int lengthOctets,
            Optional<String> mac,
            byte[] payload,
            int uid,
            int gid,
            boolean dontFragment,
            int fragmentOctets,
            boolean moreFragments,
            boolean broadcast) {
        /** Nothing is said. */
        public static final Options NONE =
                new Options(
                        -1,
                        -1,
                        -1,
                        -1,
                        Optional.empty(),
                        new byte[0],
                        -1,
                        -1,
                        false,
                        -1,
                        false,
                        false);
    }
}
