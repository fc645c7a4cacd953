package sluice.pcap.filter;

import sluice.pcap.file.LinkType;

/**
 * What a filter is compiled for.
 *
 * @param linkType what the packets begin with; one of the eleven that {@link
 *     FilterCompiler#linkTypes} lists
 * @param optimize whether the program is made smaller; one that is not may reject cut packets that
 *     it should accept, since it loads what it does not need
 * @param source where the packets come from
 * @param snapLengthOctets what the program gives for a packet that matches; above 0
 * @param netmask the mask of the IPv4 network captured on, which only {@code ip broadcast} asks for
 * @param hostNames who is asked for the addresses of hosts
 */
public record FilterOptions(
        LinkType linkType,
        boolean optimize,
        Source source,
        int snapLengthOctets,
        int netmask,
        HostNames hostNames) {
    /** Where packets come from. */
    public enum Source {
        /**
         * A tap of this host, which knows more of a packet than its octets: {@code inbound}, {@code
         * outbound} and {@code ifindex} ask it.
         */
        LIVE,
        /**
         * A packet socket of Linux: as {@link #LIVE}, and the outermost VLAN tag of a frame may
         * have been taken out of it, so {@code vlan} asks what the kernel knows, too (libpcap 1.10,
         * {@code gencode.c}, gen_vlan_bpf_extensions). What does not follow a {@code vlan} is asked
         * of the octets as they are: {@code ip} matches a tagged packet here, and not in a file.
         */
        LINUX_SOCKET,
        /** A file: BSD loopback headers may be those of any system. */
        FILE,
        /** A file of the other order of octets than little-endian. */
        SWAPPED_FILE;

        /** True for a tap of this host. */
        public boolean isLive() {
            return this == LIVE || this == LINUX_SOCKET;
        }
    }

    /** Refuses a snap length that keeps nothing. */
    public FilterOptions {
        if (snapLengthOctets <= 0) {
            throw new IllegalArgumentException("snap length " + snapLengthOctets);
        }
    }

    /** For packets of {@code linkType} from a tap: optimized, all octets kept, no names, mask 0. */
    public static FilterOptions of(LinkType linkType) {
        return new FilterOptions(
                linkType, true, Source.LIVE, LinkType.CAPTURED_OCTETS_MAX, 0, HostNames.none());
    }

    /** The same, optimized or not. */
    public FilterOptions withOptimize(boolean whether) {
        return new FilterOptions(linkType, whether, source, snapLengthOctets, netmask, hostNames);
    }

    /** The same for packets from {@code from}. */
    public FilterOptions withSource(Source from) {
        return new FilterOptions(linkType, optimize, from, snapLengthOctets, netmask, hostNames);
    }

    /** The same, keeping {@code octets} of a packet that matches. */
    public FilterOptions withSnapLengthOctets(int octets) {
        return new FilterOptions(linkType, optimize, source, octets, netmask, hostNames);
    }

    /** The same for a network with this mask. */
    public FilterOptions withNetmask(int mask) {
        return new FilterOptions(linkType, optimize, source, snapLengthOctets, mask, hostNames);
    }

    /** The same, asking {@code names} for the addresses of hosts. */
    public FilterOptions withHostNames(HostNames names) {
        return new FilterOptions(linkType, optimize, source, snapLengthOctets, netmask, names);
    }
}
