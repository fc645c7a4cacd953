package sluice.pcap.filter;

/** Numbers of protocols (IANA registries; libpcap 1.10.3, {@code ethertype.h}). */
final class Numbers {
    static final int TYPE_IP = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_REVARP = 0x8035;
    static final int TYPE_IP6 = 0x86dd;
    static final int TYPE_NS = 0x0600;
    static final int TYPE_DECNET = 0x6003;
    static final int TYPE_LAT = 0x6004;
    static final int TYPE_SCA = 0x6007;
    static final int TYPE_MOPDL = 0x6001;
    static final int TYPE_MOPRC = 0x6002;
    static final int TYPE_ATALK = 0x809b;
    static final int TYPE_AARP = 0x80f3;
    static final int TYPE_LOOPBACK = 0x9000;
    static final int TYPE_IPX = 0x8137;
    static final int TYPE_VLAN = 0x8100;
    static final int TYPE_VLAN_AD = 0x88a8;
    static final int TYPE_VLAN_QINQ = 0x9100;
    static final int TYPE_MPLS = 0x8847;
    static final int TYPE_PPPOED = 0x8863;
    static final int TYPE_PPPOES = 0x8864;
    static final int TYPE_TRANSPARENT_BRIDGING = 0x6558;

    /** Values up to this in the type field of Ethernet are lengths (IEEE 802.3 3.2.6). */
    static final int LENGTH_MAX = 1500;

    /** Service access points of 802.2. */
    static final int SAP_IP = 0x06;

    static final int SAP_SPANNING_TREE = 0x42;
    static final int SAP_IPX = 0xe0;
    static final int SAP_NETBEUI = 0xf0;
    static final int SAP_ISO = 0xfe;

    static final int IP_HOP_OPTIONS = 0;
    static final int IP_ICMP = 1;
    static final int IP_IGMP = 2;
    static final int IP_TCP = 6;
    static final int IP_IGRP = 9;
    static final int IP_UDP = 17;
    static final int IP_ROUTING = 43;
    static final int IP_FRAGMENT = 44;
    static final int IP_ESP = 50;
    static final int IP_AH = 51;
    static final int IP_ICMP6 = 58;
    static final int IP_NONE = 59;
    static final int IP_DESTINATION_OPTIONS = 60;
    static final int IP_PIM = 103;
    static final int IP_VRRP = 112;
    static final int IP_SCTP = 132;

    /** Network layer protocol identifiers of OSI (ISO/IEC TR 9577). */
    static final int ISO_CLNP = 0x81;

    static final int ISO_ESIS = 0x82;
    static final int ISO_ISIS = 0x83;

    /** PDU types of IS-IS (ISO/IEC 10589 9). */
    static final int ISIS_L1_HELLO = 15;

    static final int ISIS_L2_HELLO = 16;
    static final int ISIS_POINT_TO_POINT_HELLO = 17;
    static final int ISIS_L1_LSP = 18;
    static final int ISIS_L2_LSP = 20;
    static final int ISIS_L1_CSNP = 24;
    static final int ISIS_L2_CSNP = 25;
    static final int ISIS_L1_PSNP = 26;
    static final int ISIS_L2_PSNP = 27;

    /** Protocols of PPP (RFC 1661; IANA). */
    static final int PPP_IP = 0x0021;

    static final int PPP_OSI = 0x0023;
    static final int PPP_NS = 0x0025;
    static final int PPP_DECNET = 0x0027;
    static final int PPP_APPLE = 0x0029;
    static final int PPP_IPX = 0x002b;
    static final int PPP_BRIDGE = 0x0031;
    static final int PPP_IP6 = 0x0057;
    static final int PPP_MPLS = 0x0281;

    private Numbers() {}
}
