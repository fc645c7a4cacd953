package sluice.linuxstack;

/**
 * What a host counts, by the kernel's names in {@code /proc/net/snmp}, {@code netstat} and {@code
 * snmp6} (Linux 6.x, {@code net/ipv4/proc.c}, {@code net/ipv6/proc.c}). Counters of ICMP types are
 * kept apart, by type.
 */
enum SnmpCounter {
    IP_IN_RECEIVES("Ip.InReceives"),
    IP_IN_HDR_ERRORS("Ip.InHdrErrors"),
    IP_IN_ADDR_ERRORS("Ip.InAddrErrors"),
    IP_FORW_DATAGRAMS("Ip.ForwDatagrams"),
    IP_IN_UNKNOWN_PROTOS("Ip.InUnknownProtos"),
    IP_IN_DELIVERS("Ip.InDelivers"),
    IP_OUT_REQUESTS("Ip.OutRequests"),
    IP_OUT_DISCARDS("Ip.OutDiscards"),
    IP_OUT_NO_ROUTES("Ip.OutNoRoutes"),
    IP_REASM_TIMEOUT("Ip.ReasmTimeout"),
    IP_REASM_REQDS("Ip.ReasmReqds"),
    IP_REASM_OKS("Ip.ReasmOKs"),
    IP_REASM_FAILS("Ip.ReasmFails"),
    IP_FRAG_OKS("Ip.FragOKs"),
    IP_FRAG_FAILS("Ip.FragFails"),
    IP_FRAG_CREATES("Ip.FragCreates"),
    IP_OUT_TRANSMITS("Ip.OutTransmits"),
    ICMP_IN_MSGS("Icmp.InMsgs"),
    ICMP_IN_ERRORS("Icmp.InErrors"),
    ICMP_IN_CSUM_ERRORS("Icmp.InCsumErrors"),
    ICMP_OUT_MSGS("Icmp.OutMsgs"),
    ICMP_OUT_RATE_LIMIT_HOST("Icmp.OutRateLimitHost"),
    TCP_IN_ERRS("Tcp.InErrs"),
    TCP_IN_CSUM_ERRORS("Tcp.InCsumErrors"),
    TCP_OUT_RSTS("Tcp.OutRsts"),
    UDP_IN_DATAGRAMS("Udp.InDatagrams"),
    UDP_NO_PORTS("Udp.NoPorts"),
    UDP_IN_ERRORS("Udp.InErrors"),
    UDP_OUT_DATAGRAMS("Udp.OutDatagrams"),
    UDP_RCVBUF_ERRORS("Udp.RcvbufErrors"),
    UDP_SNDBUF_ERRORS("Udp.SndbufErrors"),
    UDP_IN_CSUM_ERRORS("Udp.InCsumErrors"),
    UDP_IGNORED_MULTI("Udp.IgnoredMulti"),
    IP_IN_NO_ROUTES("IpExt.InNoRoutes"),
    IP_IN_TRUNCATED("IpExt.InTruncatedPkts"),
    IP_IN_MCAST("IpExt.InMcastPkts"),
    IP_OUT_MCAST("IpExt.OutMcastPkts"),
    IP_IN_BCAST("IpExt.InBcastPkts"),
    IP_OUT_BCAST("IpExt.OutBcastPkts"),
    IP_IN_CSUM_ERRORS("IpExt.InCsumErrors"),
    // in the order of the two bits of ECN
    IP_IN_NO_ECT("IpExt.InNoECTPkts"),
    IP_IN_ECT1("IpExt.InECT1Pkts"),
    IP_IN_ECT0("IpExt.InECT0Pkts"),
    IP_IN_CE("IpExt.InCEPkts"),
    IP_REASM_OVERLAPS("IpExt.ReasmOverlaps"),
    TCP_IP_REVERSE_PATH_FILTER("TcpExt.IPReversePathFilter"),
    IP6_IN_RECEIVES("Ip6InReceives"),
    IP6_IN_HDR_ERRORS("Ip6InHdrErrors"),
    IP6_IN_TOO_BIG_ERRORS("Ip6InTooBigErrors"),
    IP6_IN_NO_ROUTES("Ip6InNoRoutes"),
    IP6_IN_ADDR_ERRORS("Ip6InAddrErrors"),
    IP6_IN_UNKNOWN_PROTOS("Ip6InUnknownProtos"),
    IP6_IN_TRUNCATED("Ip6InTruncatedPkts"),
    IP6_IN_DELIVERS("Ip6InDelivers"),
    IP6_OUT_FORW_DATAGRAMS("Ip6OutForwDatagrams"),
    IP6_OUT_REQUESTS("Ip6OutRequests"),
    IP6_OUT_DISCARDS("Ip6OutDiscards"),
    IP6_OUT_NO_ROUTES("Ip6OutNoRoutes"),
    IP6_REASM_TIMEOUT("Ip6ReasmTimeout"),
    IP6_REASM_REQDS("Ip6ReasmReqds"),
    IP6_REASM_OKS("Ip6ReasmOKs"),
    IP6_REASM_FAILS("Ip6ReasmFails"),
    IP6_FRAG_OKS("Ip6FragOKs"),
    IP6_FRAG_FAILS("Ip6FragFails"),
    IP6_FRAG_CREATES("Ip6FragCreates"),
    IP6_IN_MCAST("Ip6InMcastPkts"),
    IP6_IN_NO_ECT("Ip6InNoECTPkts"),
    IP6_IN_ECT1("Ip6InECT1Pkts"),
    IP6_IN_ECT0("Ip6InECT0Pkts"),
    IP6_IN_CE("Ip6InCEPkts"),
    ICMP6_IN_MSGS("Icmp6InMsgs"),
    ICMP6_IN_ERRORS("Icmp6InErrors"),
    ICMP6_IN_CSUM_ERRORS("Icmp6InCsumErrors"),
    ICMP6_OUT_MSGS("Icmp6OutMsgs"),
    UDP6_IN_DATAGRAMS("Udp6InDatagrams"),
    UDP6_NO_PORTS("Udp6NoPorts"),
    UDP6_IN_ERRORS("Udp6InErrors"),
    UDP6_OUT_DATAGRAMS("Udp6OutDatagrams"),
    UDP6_RCVBUF_ERRORS("Udp6RcvbufErrors"),
    UDP6_IN_CSUM_ERRORS("Udp6InCsumErrors");

    private final String kernelName;

    SnmpCounter(String kernelName) {
        this.kernelName = kernelName;
    }

    /** Table and name as {@code /proc} has them. */
    String kernelName() {
        return kernelName;
    }
}
