package sluice.pcap.filter;

/** The words that stand for a protocol, alone or before another qualifier. */
enum Protocol {
    /** No word: whatever fits. */
    DEFAULT(""),
    LINK("link"),
    IP("ip"),
    ARP("arp"),
    RARP("rarp"),
    SCTP("sctp"),
    TCP("tcp"),
    UDP("udp"),
    ICMP("icmp"),
    IGMP("igmp"),
    IGRP("igrp"),
    PIM("pim"),
    VRRP("vrrp"),
    CARP("carp"),
    ATALK("atalk"),
    AARP("aarp"),
    DECNET("decnet"),
    LAT("lat"),
    SCA("sca"),
    MOPDL("mopdl"),
    MOPRC("moprc"),
    IP6("ip6"),
    ICMP6("icmp6"),
    AH("ah"),
    ESP("esp"),
    ISO("iso"),
    ESIS("esis"),
    ISIS("isis"),
    ISIS_L1("l1"),
    ISIS_L2("l2"),
    ISIS_IIH("iih"),
    ISIS_LSP("lsp"),
    ISIS_SNP("snp"),
    ISIS_PSNP("psnp"),
    ISIS_CSNP("csnp"),
    CLNP("clnp"),
    STP("stp"),
    IPX("ipx"),
    NETBEUI("netbeui"),
    RADIO("radio");

    final String word;

    Protocol(String word) {
        this.word = word;
    }
}
