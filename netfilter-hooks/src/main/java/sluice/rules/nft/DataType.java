package sluice.rules.nft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Types of values by the words of {@code nft} (nftables, src/datatype.c), with their symbols. */
enum DataType {
    INTEGER("integer", 0, ""),
    STRING("string", 0, ""),
    VERDICT("verdict", 0, ""),
    IPV4_ADDR("ipv4_addr", 32, ""),
    IPV6_ADDR("ipv6_addr", 128, ""),
    ETHER_ADDR("ether_addr", 48, ""),
    INET_PROTO("inet_proto", 8, ""),
    INET_SERVICE("inet_service", 16, ""),
    MARK("mark", 32, ""),
    IFNAME("ifname", 128, ""),
    IFACE_INDEX("iface_index", 32, ""),
    IFACE_TYPE(
            "iface_type",
            16,
            "ether 1,ppp 512,ipip 768,ipip6 769,loopback 772,sit 776,ipgre 778,none 65534"),
    DEVGROUP("devgroup", 32, "default 0"),
    UID("uid", 32, "root 0,daemon 1,nobody 65534"),
    GID("gid", 32, "root 0,daemon 1,nogroup 65534"),
    REALM("realm", 32, "default 0"),
    CLASSID("classid", 32, "none 0"),
    BOOLEAN("boolean", 8, "exists 1,missing 0,true 1,false 0"),
    PKT_TYPE(
            "pkt_type",
            8,
            "host 0,unicast 0,broadcast 1,multicast 2,other 3,otherhost 3,outgoing 4"),
    NF_PROTO("nf_proto", 8, "ipv4 2,ipv6 10"),
    ETHER_TYPE("ether_type", 16, "ip 2048,arp 2054,ip6 34525,8021q 33024,8021ad 34984,vlan 33024"),
    ARP_OP("arp_op", 16, "request 1,reply 2,rrequest 3,rreply 4,inrequest 8,inreply 9,nak 10"),
    DSCP(
            "dscp",
            6,
            "cs0 0,cs1 8,cs2 16,cs3 24,cs4 32,cs5 40,cs6 48,cs7 56,df 0,be 0,lephb 1,"
                    + "af11 10,af12 12,af13 14,af21 18,af22 20,af23 22,af31 26,af32 28,af33 30,"
                    + "af41 34,af42 36,af43 38,va 44,ef 46"),
    ECN("ecn", 2, "not-ect 0,ect1 1,ect0 2,ce 3"),
    TCP_FLAG("tcp_flag", 8, "fin 1,syn 2,rst 4,psh 8,ack 16,urg 32,ecn 64,cwr 128"),
    ICMP_TYPE(
            "icmp_type",
            8,
            "echo-reply 0,destination-unreachable 3,source-quench 4,redirect 5,echo-request"
                    + " 8,router-advertisement 9,router-solicitation 10,time-exceeded"
                    + " 11,parameter-problem 12,timestamp-request 13,timestamp-reply 14,info-request"
                    + " 15,info-reply 16,address-mask-request 17,address-mask-reply 18"),
    ICMP_CODE(
            "icmp_code",
            8,
            "net-unreachable 0,host-unreachable 1,prot-unreachable 2,port-unreachable 3,"
                    + "frag-needed 4,net-prohibited 9,host-prohibited 10,admin-prohibited 13"),
    ICMPV6_TYPE(
            "icmpv6_type",
            8,
            "destination-unreachable 1,packet-too-big 2,time-exceeded 3,parameter-problem 4,"
                    + "echo-request 128,echo-reply 129,mld-listener-query 130,"
                    + "mld-listener-report 131,mld-listener-done 132,mld-listener-reduction 132,"
                    + "nd-router-solicit 133,nd-router-advert 134,nd-neighbor-solicit 135,"
                    + "nd-neighbor-advert 136,nd-redirect 137,router-renumbering 138,"
                    + "ind-neighbor-solicit 141,ind-neighbor-advert 142,mld2-listener-report 143"),
    ICMPV6_CODE(
            "icmpv6_code",
            8,
            "no-route 0,admin-prohibited 1,addr-unreachable 3,port-unreachable 4,policy-fail 5,"
                    + "reject-route 6"),
    ICMPX_CODE(
            "icmpx_code", 8, "no-route 0,port-unreachable 1,host-unreachable 2,admin-prohibited 3"),
    IGMP_TYPE(
            "igmp_type",
            8,
            "membership-query 17,membership-report-v1 18,membership-report-v2 22,"
                    + "membership-report-v3 34,leave-group 23"),
    DCCP_PKTTYPE(
            "dccp_pkttype",
            4,
            "request 0,response 1,data 2,ack 3,dataack 4,closereq 5,close 6,reset 7,sync 8,"
                    + "syncack 9"),
    MH_TYPE(
            "mh_type",
            8,
            "binding-refresh-request 0,home-test-init 1,careof-test-init 2,home-test 3,"
                    + "careof-test 4,binding-update 5,binding-acknowledgement 6,binding-error 7,"
                    + "fast-binding-update 8,fast-binding-acknowledgement 9,"
                    + "fast-binding-advertisement 10,experimental-mobility-header 11,"
                    + "home-agent-switch-message 12"),
    CT_STATE("ct_state", 32, "invalid 1,established 2,related 4,new 8,untracked 64"),
    CT_STATUS(
            "ct_status",
            32,
            "expected 1,seen-reply 2,assured 4,confirmed 8,snat 16,dnat 32,dying 512"),
    CT_DIR("ct_dir", 8, "original 0,reply 1"),
    CT_LABEL("ct_label", 128, ""),
    CT_EVENT(
            "ct_event",
            32,
            "new 1,related 2,destroy 4,reply 8,assured 16,protoinfo 32,helper 64,mark 128,"
                    + "seqadj 256,secmark 512,label 1024"),
    FIB_ADDRTYPE(
            "fib_addrtype",
            32,
            "unspec 0,unicast 1,local 2,broadcast 3,anycast 4,multicast 5,blackhole 6,"
                    + "unreachable 7,prohibit 8"),
    /** Milliseconds; a number alone is seconds. */
    TIMEOUT("time", 64, ""),
    /** Nanoseconds since 1970, written as a date. */
    DATE("time", 64, ""),
    DAY("day", 8, "Sunday 0,Monday 1,Tuesday 2,Wednesday 3,Thursday 4,Friday 5,Saturday 6"),
    /** Seconds since midnight. */
    HOUR("hour", 32, "");

    private final String word;
    private final int bits;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable one, in the order it is written in
    private final Map<String, Integer> symbols;

    DataType(String word, int bits, String symbols) {
        this.word = word;
        this.bits = bits;
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String symbol : symbols.split(",", -1)) {
            int space = symbol.indexOf(' ');
            if (space > 0)
                numbers.put(
                        symbol.substring(0, space), Integer.parseInt(symbol.substring(space + 1)));
        }
        this.symbols = Collections.unmodifiableMap(numbers);
    }

    String word() {
        return word;
    }

    /** Its length; 0 if that depends on where it is used. */
    int bits() {
        return bits;
    }

    int octets() {
        return (bits + 7) / 8;
    }

    Map<String, Integer> symbols() {
        return symbols;
    }

    /** Whether several of its values are combined as bits. */
    boolean bitmask() {
        return switch (this) {
            case TCP_FLAG, CT_STATE, CT_STATUS, CT_LABEL, CT_EVENT -> true;
            default -> false;
        };
    }

    /** Whether its values are text. */
    boolean text() {
        return this == STRING || this == IFNAME;
    }

    /** The type of a word. */
    static Optional<DataType> of(String word) {
        for (DataType each : values()) if (each.word.equals(word)) return Optional.of(each);
        return Optional.empty();
    }
}
